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
import semel.kit.Servers;

/**
 * Runs every lane under every trouble, one experiment after the other, and prints what it saw; the exit code is 1 if a lane broke
 * what it promises and is not known to, 2 if an experiment could not be brought to its end. System properties narrow it: {@code lanes}, {@code faults}, {@code orders}, {@code rate}, {@code seed}.
 */
final class Lab {
    private static final Path PAGE = Path.of("docs", "evidence", "lab.md");

    private static final Path PICTURE = Path.of("docs", "evidence", "lab.svg");

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
        var results = run(experiments);
        var page = page(new Comparison(results), seed);
        System.out.println(page);
        if (lanes.size() == Lane.values().length && troubles.size() == Trouble.values().length) {
            Files.writeString(PAGE, page);
            Files.writeString(PICTURE, new Chart(results).svg());
        }
        if (results.size() < experiments.size()) {
            System.out.println((experiments.size() - results.size()) + " experiments failed, see " + LOG);
            System.exit(2);
        }
        System.exit(results.stream().allMatch(Result::isAsKnown) ? 0 : 1);
    }

    /** What fails is told, and the others go on. */
    private static List<Result> run(List<Experiment> experiments) throws IOException {
        var results = new ArrayList<Result>();
        try (var servers = Servers.start();
                var bar = new ProgressBar("lab", experiments.size())) {
            for (var experiment : experiments) {
                bar.setExtraMessage(experiment.toString());
                try {
                    results.add(Trial.run(experiment, servers));
                    note(results.get(results.size() - 1).toString());
                } catch (RuntimeException failed) {
                    note(experiment + " failed: " + failed);
                }
                bar.step();
            }
        }
        return results;
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

    private static String page(Comparison comparison, long seed) {
        return """
                # The lab: every way to deliver, under the same troubles

                Written by `./mvnw -Plab`, seed %s. Each lane is two workers, real processes, on one real broker and a real PostgreSQL. The same
                orders go through each, and a third of the way through something strikes. At the end everything is counted: the effects that
                stand in the database, the events that a read_committed reader is given. What is lost has none, what is doubled more than one;
                torn is an order of which some is there and some is not.

                ![Orders lost and doubled by each lane](lab.svg)

                ## What was promised, and what became of it
                Promised are two things: the effect in the database, and the events in Kafka.

                %s
                ## What struck, and what it did
                "once": nothing lost, nothing doubled, neither effects nor events. A dash: there is nothing to strike. Where business code fails, the first
                call after the events are sent throws: in Semel's lane the one that sends the offsets, in the documented block the last line of the block.

                %s
                ## What it costs where nothing strikes
                From an order's acceptance to its effect, orders coming steadily, three times as many; the other two figures with ten times as many at once.
                Time is that of the second half. All on the same small machine as broker and database, in JVMs that have just started: to compare
                lanes, not to size anything.

                %s""".formatted(seed, comparison.ofPromises(), comparison.ofTroubles(), comparison.ofCosts());
    }
}
