package semel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import semel.kit.Environment;
import semel.kit.Servers;

/**
 * Runs each contender on each work in turn, several rounds, and prints what it saw. Before the first round of a work one run of its first
 * contender is thrown away: servers and load are cold. The exit code is 1 if a run lost or duplicated something or did not finish.
 *
 * @see Plan
 */
final class Bench {
    private static final Path LOG = Path.of("target", "bench");

    private final Plan plan;
    private final Servers servers;
    private final List<Measurement> measurements = new ArrayList<>();

    private Bench(Plan plan, Servers servers) {
        this.plan = plan;
        this.servers = servers;
    }

    public static void main(String[] arguments) throws IOException {
        // Broker and peers: a JVM's defaults, and the heap that Kafka's own script gives a broker.
        System.setProperty("semel.sandbox.jvm-options", "-Xmx1g");
        Files.createDirectories(LOG);
        var plan = Plan.given();
        System.out.println(Environment.describe() + ", seed " + plan.seed());
        try (var servers = Servers.start()) {
            var measurements = new Bench(plan, servers).run();
            System.out.println(new Summary(
                            measurements,
                            plan.contenders().stream().map(Contender::name).toList())
                    .markdown());
            System.exit(measurements.stream().allMatch(Measurement::isClean) ? 0 : 1);
        }
    }

    private List<Measurement> run() {
        var runs = plan.tasks().stream()
                .mapToInt(task -> 1 + plan.rounds() * plan.fitting(task).size())
                .sum();
        try (var bar = new ProgressBar("bench", runs)) {
            for (var task : plan.tasks()) {
                for (int round = 0; round <= plan.rounds(); round++) {
                    var turn = round == 0 ? plan.fitting(task).subList(0, 1) : plan.inTurn(task, round);
                    for (var contender : turn) {
                        bar.setExtraMessage(" " + task + ": " + contender.name());
                        var measurement = measure(task, contender, round);
                        System.out.println("\n" + Summary.line(measurement));
                        if (round > 0) measurements.add(measurement);
                        bar.step();
                    }
                }
            }
        }
        return measurements;
    }

    private Measurement measure(Task task, Contender contender, int round) {
        var over = task.channels()
                ? Map.<String, String>of()
                : Map.of(
                        "mp.messaging.incoming.to-decide.enabled", "false",
                        "mp.messaging.incoming.to-apply.enabled", "false");
        try (var site = new Site(contender, servers, over, plan.isProfiled())) {
            if (task.channels()) {
                site.prepare();
            }
            var figures = task.workload().run(task, site, plan.seed() + round);
            return new Measurement(task.toString(), contender.name(), round, Measurement.CLEAN, figures.values());
        } catch (RuntimeException failed) {
            return new Measurement(
                    task.toString(), contender.name(), round, failed.toString().replaceAll("[\\s;]+", " "), Map.of());
        }
    }
}
