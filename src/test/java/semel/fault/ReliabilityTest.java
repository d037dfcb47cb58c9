package semel.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import semel.kit.GeneratedPage;

class ReliabilityTest {
    private static final Path PAGE = Path.of("docs", "evidence", "reliability.md");
    private static final String GENERATED = "<!-- generated -->\n";

    @Test
    void thePageSaysWhatWasSeen() throws IOException {
        var seen = Outcome.SEEN.lines().stream().map(Outcome::parse).toList();
        GeneratedPage.partIsTodays(PAGE, GENERATED, page(seen), ReliabilityTest.class);
    }

    /** Its first paragraph does. */
    @Test
    void thePageMaySayThatNothingWasLostDuplicatedOrTorn() {
        assertThat(Outcome.SEEN.lines())
                .map(Outcome::parse)
                .isNotEmpty()
                .allMatch(outcome -> outcome.lost() + outcome.doubled() + outcome.torn() == 0);
    }

    private static String page(List<Outcome> outcomes) {
        var runs = outcomes.stream().collect(Collectors.groupingBy(Outcome::run, TreeMap::new, Collectors.toList()));
        var lines = new StringBuilder("| run: seed, commit | injections | orders | environment |\n|---|--:|--:|---|\n");
        var environments = Outcome.SEEN.environments();
        runs.forEach((run, its) -> lines.append("| %s | %s | %s | %s |%n"
                .formatted(
                        run, its.size(), its.stream().mapToLong(Outcome::orders).sum(), environments.get(run))));
        return lines.append("\n").append(Table.of(outcomes)).toString();
    }

    @Test
    void anOutcomeIsReadAsItWasWritten() {
        var outcome = new Outcome("7 abc", Ground.KIP_848, "broker killed", 5, 1, 2, 3, 4, Duration.ofMillis(1_234));

        assertThat(Outcome.parse(outcome.line())).isEqualTo(outcome);
    }

    @Test
    void theTableSumsWhatAFaultCost() {
        var one = new Outcome("7 abc", Ground.RANGE, "broker killed", 5, 1, 2, 3, 4, Duration.ofSeconds(1));
        var other = new Outcome("7 abc", Ground.RANGE, "broker killed", 6, 0, 0, 0, 0, Duration.ofSeconds(9));

        assertThat(Table.of(List.of(one, other)).replaceAll(" +", " "))
                .contains("| broker killed | 2 | 11 | 1 | 2 | 3 | 4 | 9.0 s | 9.0 s |");
    }
}
