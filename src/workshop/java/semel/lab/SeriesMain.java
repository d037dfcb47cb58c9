package semel.lab;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import semel.kit.Servers;

/** Runs a series on its own servers and prints the progress of each lane: one JSON object a line. */
final class SeriesMain {
    /** Prefix of these lines. */
    static final String PREFIX = "lab: ";

    private SeriesMain() {}

    /** @param arguments the series, in the JSON format of a request */
    public static void main(String[] arguments) {
        var series = Series.of(Buffer.buffer(arguments[0]));
        try (var servers = Servers.start()) {
            series.experiments().forEach(experiment -> run(experiment, servers));
        }
        System.exit(0); // ends threads that a client may have left
    }

    /** Reports a failed experiment and continues with the next one. */
    private static void run(Experiment experiment, Servers servers) {
        try {
            var result = ExperimentRun.run(experiment, servers, phase -> report(experiment, phase, new JsonObject()));
            report(experiment, Phase.DONE, new JsonObject().put("result", json(result)));
        } catch (RuntimeException failed) {
            report(experiment, Phase.FAILED, new JsonObject().put("failure", failed.toString()));
        }
    }

    private static void report(Experiment experiment, Phase phase, JsonObject details) {
        var line = new JsonObject()
                .put("lane", ConstantNames.of(experiment.lane()))
                .put("status", phase.name())
                .mergeIn(details);
        System.out.println(PREFIX + line.encode());
    }

    private static JsonObject json(ExperimentResult result) {
        var tally = result.tally();
        return new JsonObject()
                .put("orders", tally.orders())
                .put("lost", tally.lost())
                .put("duplicated", tally.duplicated())
                .put("eventsLost", tally.lostEvents())
                .put("eventsDuplicated", tally.duplicatedEvents())
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
