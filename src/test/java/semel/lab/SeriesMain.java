package semel.lab;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import semel.kit.Servers;

/** Runs a series on servers of its own and tells on its standard output how far each lane is, a JSON object a line. */
final class SeriesMain {
    /** What such a line starts with. */
    static final String SAYS = "lab: ";

    private SeriesMain() {}

    /** @param arguments the series as a request has it */
    public static void main(String[] arguments) {
        var series = Series.of(Buffer.buffer(arguments[0]));
        try (var servers = Servers.start()) {
            series.experiments().forEach(experiment -> run(experiment, servers));
        }
        System.exit(0); // whatever a client has left running
    }

    /** What fails is told, and the others go on. */
    private static void run(Experiment experiment, Servers servers) {
        try {
            var result = ExperimentRun.run(experiment, servers, phase -> say(experiment, phase, new JsonObject()));
            say(experiment, Phase.DONE, new JsonObject().put("result", json(result)));
        } catch (RuntimeException failed) {
            say(experiment, Phase.FAILED, new JsonObject().put("failure", failed.toString()));
        }
    }

    private static void say(Experiment experiment, Phase phase, JsonObject more) {
        var line = new JsonObject()
                .put("lane", ConstantNames.of(experiment.lane()))
                .put("status", phase.name())
                .mergeIn(more);
        System.out.println(SAYS + line.encode());
    }

    private static JsonObject json(ExperimentResult result) {
        var tally = result.tally();
        return new JsonObject()
                .put("orders", tally.orders())
                .put("lost", tally.lost())
                .put("duplicated", tally.duplicated())
                .put("eventsLost", tally.lostEvents())
                .put("eventsDoubled", tally.duplicatedEvents())
                .put("torn", tally.torn())
                .put("reordered", tally.reordered())
                .put("p50Millis", millis(result.pace().p50()))
                .put("p99Millis", millis(result.pace().p99()))
                .put("ordersPerSecond", Math.round(result.pace().perSecond()))
                .put(
                        "cpuMicrosPerOrder",
                        result.cpu() == null ? null : result.cpu().toNanos() / 1_000)
                .put("verdict", result.verdict())
                .put("kept", result.isKept());
    }

    private static Long millis(Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
