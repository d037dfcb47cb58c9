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
import semel.kit.Chronicle;
import semel.kit.Environment;
import semel.kit.Servers;

/**
 * Runs every lane under every trouble, one experiment after the other, and prints what it saw. A run of all lanes under all faults is written to the documentation. The exit code is 1 if a lane broke
 * what it promises and is not known to, 2 if an experiment could not be brought to its end. System properties narrow it: {@code lanes}, {@code faults}, {@code orders}, {@code rate}, {@code seed}.
 */
final class Lab {
    /** Each result as it comes. */
    private static final Path LOG = Path.of("target", "lab.log");

    private Lab() {}

    public static void main(String[] arguments) throws IOException {
        var lanes = chosen(Lane.class, "lanes");
        var troubles = chosen(Trouble.class, "faults");
        var seed = Long.parseLong(given("seed", Long.toString(System.currentTimeMillis())));
        var experiments = Experiment.of(
                lanes,
                troubles,
                Integer.parseInt(given("orders", "600")),
                Integer.parseInt(given("rate", "200")),
                seed);
        var recording = run(experiments, seed);
        System.out.println(LabPages.page(recording));
        if (lanes.size() == Lane.values().length && troubles.size() == Trouble.values().length) {
            recording.write();
            LabPages.write(recording);
        }
        if (!recording.excluded().isEmpty()) {
            System.out.println(recording.excluded().size() + " experiments failed, see " + LOG);
            System.exit(2);
        }
        System.exit(recording.results().stream().allMatch(Result::isAsKnown) ? 0 : 1);
    }

    /** What fails is told, and the others go on. */
    private static Recording run(List<Experiment> experiments, long seed) throws IOException {
        var results = new ArrayList<Result>();
        var failures = new ArrayList<String>();
        try (var servers = Servers.start();
                var bar = new ProgressBar("lab", experiments.size())) {
            for (var experiment : experiments) {
                bar.setExtraMessage(experiment.toString());
                try {
                    results.add(Trial.run(experiment, servers));
                    note(results.get(results.size() - 1).toString());
                } catch (RuntimeException failed) {
                    failures.add(experiment + ": " + failed.toString().replaceAll("\\s+", " "));
                    note(experiment + " failed: " + failed);
                }
                bar.step();
            }
        }
        return new Recording(
                "./mvnw -Plab -Dseed=" + seed + ", commit " + Chronicle.commit(),
                Environment.describe(),
                failures,
                results);
    }

    private static void note(String line) throws IOException {
        Files.writeString(LOG, line + "\n", CREATE, APPEND);
    }

    private static String given(String name, String otherwise) {
        var value = System.getProperty(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private static <E extends Enum<E>> Set<E> chosen(Class<E> kind, String name) {
        var all = EnumSet.allOf(kind);
        var names = given(name, "");
        if (!names.isEmpty()) {
            all.retainAll(Arrays.stream(names.split(","))
                    .map(one -> Names.find(kind, one)
                            .orElseThrow(() -> new IllegalArgumentException("no " + name + " " + one)))
                    .toList());
        }
        return all;
    }
}
