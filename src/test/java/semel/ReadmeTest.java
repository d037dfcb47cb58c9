package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Checks that the README is short and that its figures are those of the evidence that it links to. */
class ReadmeTest {
    private static final int WORDS = 1_000;
    private static final Path EVIDENCE = Path.of("docs", "evidence");

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    @Test
    void theReadmeHasAtMostAThousandWords() throws IOException {
        assertThat(readme().split("\\s+")).hasSizeLessThanOrEqualTo(WORDS);
    }

    @Test
    void theFiguresOfFaultsAreTheSumsOfAllRuns() throws IOException {
        var runs = rows("reliability.csv");
        assertThat(readme())
                .contains(String.format(
                        Locale.ROOT,
                        "%,d faults injected under load, %,d orders: [%d lost, %d duplicated, %d torn]",
                        runs.size(),
                        sum(runs, 3),
                        sum(runs, 4),
                        sum(runs, 5),
                        sum(runs, 6)));
    }

    @Test
    void theFiguresOfPlantedBugsAreThoseOfTheirPage() throws IOException {
        var page = Files.readString(EVIDENCE.resolve("planted-bugs.md"));
        var bugs = page.lines().filter(line -> line.startsWith("| [")).toList();
        var named = bugs.stream().filter(ReadmeTest::isAlwaysFound).count();
        assertThat(readme())
                .contains(String.format(Locale.ROOT, "%d typical mistakes", bugs.size()))
                .contains(String.format(Locale.ROOT, "[the proof named %d]", named));
    }

    private static boolean isAlwaysFound(String row) {
        var found = row.replaceAll(".*\\| (\\d+) of (\\d+) \\|$", "$1 $2").split(" ");
        return found.length == 2 && found[0].equals(found[1]);
    }

    @Test
    void theFiguresOfTheLabAreThoseOfItsPage() throws IOException {
        var documented = lane("KafkaTransactions as documented", "orders");
        var semel = lane("Semel", "orders");
        assertThat(readme())
                .contains(String.format(
                        Locale.ROOT, "lost %s of %,d orders", documented.get(4), Integer.parseInt(documented.get(3))))
                .contains("duplicated " + lane("at least once", "orders").get(5) + " effects")
                .contains("Semel lost " + semel.get(4) + " and duplicated " + semel.get(5))
                .contains(lane("Semel", "p50").get(1) + " from acceptance to effect (median), against "
                        + lane("transactional outbox", "p50").get(1) + " with a transactional outbox");
    }

    @Test
    void theFiguresOfPerformanceAreTheMediansOfAllRuns() throws IOException {
        var text = readme().replace('\n', ' ');
        assertThat(text)
                .contains(String.format(
                        Locale.ROOT,
                        "%,d orders/s from a backlog (Kafka Streams with an idempotent sink %,d, Spring Kafka with JDBC %,d)",
                        measured("drain, ", "semel", "orders/s, second half"),
                        measured("drain, ", "streams-10", "orders/s, second half"),
                        measured("drain, ", "spring", "orders/s, second half")))
                .contains(String.format(
                        Locale.ROOT,
                        "accepts %,d single POSTs a second",
                        measured("post, 64 connections", "semel", "accepted/s")))
                .contains(String.format(
                        Locale.ROOT,
                        "At 300 orders/s an order is visible after %,d ms (median)",
                        measured("latency, 300/s", "semel", "p50 ms")));
    }

    /** @return the median of all rounds */
    private static long measured(String work, String contender, String figure) throws IOException {
        var values = rows("performance.csv").stream()
                .filter(row -> row.get(0).startsWith(work) && !row.get(0).endsWith("off"))
                .filter(row -> row.get(1).equals(contender) && row.get(4).equals(figure))
                .mapToDouble(row -> Double.parseDouble(row.get(5)))
                .sorted()
                .toArray();
        assertThat(values).as("%s of %s: %s", work, contender, figure).isNotEmpty();
        return Math.round((values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
    }

    /** @return the cells of the lane's row in the table that has the column */
    private static List<String> lane(String name, String column) throws IOException {
        var page = Files.readString(EVIDENCE.resolve("lab.md"));
        for (var table : page.split("\n\n")) {
            if (!table.contains("| " + column + " ")) continue;
            for (var row : table.split("\n")) {
                if (row.startsWith("| " + name + " |"))
                    return List.of(row.substring(2).split(" +\\| *"));
            }
        }
        throw new AssertionError("no row of " + name + " in a table with " + column);
    }

    private static List<List<String>> rows(String csv) throws IOException {
        return Files.readAllLines(EVIDENCE.resolve(csv)).stream()
                .filter(line -> !line.startsWith("#")) // comments on the environment of the run
                .map(line -> List.of(line.split(";")))
                .toList();
    }

    private static long sum(List<List<String>> rows, int column) {
        return rows.stream().mapToLong(row -> Long.parseLong(row.get(column))).sum();
    }
}
