package semel.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import semel.kit.AlignedTables;
import semel.kit.DatabaseRows;
import semel.kit.Environment;
import semel.kit.Flags;
import semel.kit.GeneratedPage;
import semel.kit.RunLog;
import semel.kit.Servers;

/**
 * Measures each contender on each work in several rounds and prints the results. The exit code is 1 if a run lost or duplicated something or did not finish.
 *
 * @see BenchPlan
 */
final class Bench {
    private static final Path LOG = Path.of("target", "bench");

    private final BenchPlan benchPlan;
    private final Servers servers;
    private final List<Measurement> measurements = new ArrayList<>();
    private final Map<String, List<String>> profiles = new LinkedHashMap<>();

    Bench(BenchPlan benchPlan, Servers servers) {
        this.benchPlan = benchPlan;
        this.servers = servers;
    }

    private static BenchPlan plan() {
        try {
            return BenchPlan.given();
        } catch (IllegalArgumentException wrong) {
            Flags.refuse(wrong);
            throw wrong;
        }
    }

    public static void main(String[] arguments) throws IOException {
        // Broker and peers run with the JVM's defaults; the broker has the heap of Kafka's own script.
        System.setProperty("semel.sandbox.jvm-options", "-Xmx1g");
        Files.createDirectories(LOG);
        var campaign = run(plan());
        AlignedTables.print(new Summary(campaign.measurements(), campaign.contenders()).markdown());
        if (GeneratedPage.isToBeWritten()) {
            campaign.write();
            PerformancePages.write(Campaign.read()); // read again, so that the figures are rounded
        }
        System.exit(campaign.measurements().stream().allMatch(Measurement::isClean) ? 0 : 1);
    }

    /** Starts its own broker and database. */
    static Campaign run(BenchPlan benchPlan) {
        try (var servers = Servers.start()) {
            var environment = environment(servers);
            System.out.println(environment + ", seed " + benchPlan.seed());
            var bench = new Bench(benchPlan, servers);
            return new Campaign(
                    benchPlan.command() + ", commit " + RunLog.commit(),
                    environment,
                    benchPlan.contenders().stream().map(Contender::name).toList(),
                    bench.run(),
                    bench.profiles);
        }
    }

    /** Includes the load of the last minute, which shows whether the machine was busy with other work. */
    private static String environment(Servers servers) {
        var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        var database = new DatabaseRows(
                servers.database().jdbcUrl(), servers.database().user());
        return Environment.describe() + ", PostgreSQL "
                + database.one("select current_setting('server_version')")
                + " (fsync " + database.one("show fsync")
                + ", synchronous_commit " + database.one("show synchronous_commit")
                + ", shared_buffers " + database.one("show shared_buffers")
                + "), load before the run " + Figure.text(load);
    }

    List<Measurement> run() {
        var runs = benchPlan.tasks().stream()
                .mapToInt(task -> benchPlan.discarded()
                        + benchPlan.rounds() * benchPlan.fitting(task).size())
                .sum();
        try (var bar = new ProgressBar("bench", runs)) {
            for (var task : benchPlan.tasks()) {
                for (int round = 1 - benchPlan.discarded(); round <= benchPlan.rounds(); round++) {
                    var turn = round < 1 ? benchPlan.fitting(task).subList(0, 1) : benchPlan.inTurn(task, round);
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

    /** The failure in one line that fits into a table's cell. */
    private static String why(Throwable failed) {
        var cause = failed.getCause() == null ? "" : ", because " + failed.getCause();
        return (failed + cause).replaceAll("[\\s;|]+", " ");
    }

    /** Keeps the profile of the last round. */
    private void tell(String run, List<String> frames) {
        profiles.put(run, frames);
        System.out.println("\n" + run + ":\n  " + String.join("\n  ", frames));
    }

    private Measurement measure(BenchTask task, Contender contender, int round) {
        try (var site = new RunSite(contender, task, servers, benchPlan.isProfiled())) {
            if (task.channels() || !site.isSemel()) {
                site.prepare();
            }
            var figures = task.workload().run(task, site, benchPlan.seed() + round);
            site.recordings().forEach(recording -> tell(task + ", " + contender.name(), ProfileFrames.of(recording)));
            return new Measurement(task.toString(), contender.name(), round, Measurement.CLEAN, figures.values());
        } catch (RuntimeException failed) {
            return new Measurement(task.toString(), contender.name(), round, why(failed), Map.of());
        }
    }
}
