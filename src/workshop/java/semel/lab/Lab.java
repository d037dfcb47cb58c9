package semel.lab;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import semel.kit.AlignedTables;
import semel.kit.Environment;
import semel.kit.Flags;
import semel.kit.RunLog;
import semel.kit.Servers;

/**
 * Runs every lane under every fault, one experiment after the other, and prints the results. The results of all lanes under all faults
 * are also written to the documentation. The exit code is 1 if a lane broke its promise and is not known to break it, and 2 if an
 * experiment failed. System properties configure the run: {@code lanes}, {@code faults}, {@code orders}, {@code rate}, {@code seed}.
 */
final class Lab {
    /** Gets each result as soon as its experiment ends. */
    private static final Path LOG = Path.of("target", "lab.log");

    private Lab() {}

    public static void main(String[] arguments) throws IOException {
        try {
            run();
        } catch (Flags.Wrong wrong) {
            Flags.refuse(wrong);
        }
    }

    private static void run() throws IOException {
        var lanes = chosen(Lane.class, "lanes");
        var faults = chosen(LabFault.class, "faults");
        var seed = number("seed", System.currentTimeMillis(), Long.MIN_VALUE, Long.MAX_VALUE);
        var experiments = Experiment.of(
                lanes, faults, (int) number("orders", 600, 1, 1_000_000), (int) number("rate", 200, 1, 100_000), seed);
        if (experiments.isEmpty()) {
            throw new Flags.Wrong("No experiment: none of these faults applies to any of these lanes.");
        }
        var recording = run(experiments, seed);
        AlignedTables.print(LabPages.page(recording));
        if (lanes.size() == Lane.values().length && faults.size() == LabFault.values().length) {
            recording.write();
            LabPages.write(recording);
        }
        if (!recording.excluded().isEmpty()) {
            System.out.println(recording.excluded().size() + " experiments failed, see " + LOG);
            System.exit(2);
        }
        System.exit(recording.results().stream().allMatch(ExperimentResult::isAsExpected) ? 0 : 1);
    }

    /** Notes a failed experiment and continues with the next one. */
    private static Recording run(List<Experiment> experiments, long seed) throws IOException {
        var results = new ArrayList<ExperimentResult>();
        var failures = new ArrayList<String>();
        try (var servers = Servers.start();
                var bar = new ProgressBar("lab", experiments.size())) {
            for (var experiment : experiments) {
                bar.setExtraMessage(experiment.toString());
                try {
                    results.add(ExperimentRun.run(experiment, servers));
                    note(results.get(results.size() - 1).toString());
                } catch (RuntimeException failed) {
                    failures.add(experiment + ": " + failed.toString().replaceAll("\\s+", " "));
                    note(experiment + " failed: " + failed);
                }
                bar.step();
            }
        }
        return new Recording(
                "./mvnw -Plab -Dseed=" + seed + ", commit " + RunLog.commit(),
                Environment.describe(),
                failures,
                results);
    }

    private static void note(String line) throws IOException {
        Files.writeString(LOG, line + "\n", CREATE, APPEND);
    }

    private static long number(String name, long otherwise, long least, long most) {
        return Flags.number(name, Flags.text(name, Long.toString(otherwise)), least, most);
    }

    private static <E extends Enum<E>> Set<E> chosen(Class<E> kind, String name) {
        var all = EnumSet.allOf(kind);
        var names = Flags.text(name, "");
        if (!names.isEmpty()) {
            all.retainAll(Arrays.stream(names.split(","))
                    .map(given -> ConstantNames.find(kind, given)
                            .orElseThrow(() -> Flags.unknown(
                                    name,
                                    given,
                                    Arrays.stream(kind.getEnumConstants())
                                            .map(ConstantNames::of)
                                            .toList())))
                    .toList());
        }
        return all;
    }
}
