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
    void thePageIsGeneratedFromTheRecordedOutcomes() throws IOException {
        var seen = InjectionOutcome.SEEN.lines().stream()
                .map(InjectionOutcome::parse)
                .toList();
        GeneratedPage.partIsTodays(PAGE, GENERATED, page(seen), ReliabilityTest.class);
    }

    /** The page's first paragraph claims it. */
    @Test
    void noRecordedOutcomeIsLostDuplicatedOrTorn() {
        assertThat(InjectionOutcome.SEEN.lines())
                .map(InjectionOutcome::parse)
                .isNotEmpty()
                .allMatch(outcome -> outcome.lost() + outcome.duplicated() + outcome.torn() == 0);
    }

    private static String page(List<InjectionOutcome> outcomes) {
        var runs = outcomes.stream()
                .collect(Collectors.groupingBy(InjectionOutcome::run, TreeMap::new, Collectors.toList()));
        var lines = new StringBuilder("| run: seed, commit | injections | orders | environment |\n|---|--:|--:|---|\n");
        var environments = InjectionOutcome.SEEN.environments();
        runs.forEach((run, its) -> lines.append("| %s | %s | %s | %s |%n"
                .formatted(
                        run,
                        its.size(),
                        its.stream().mapToLong(InjectionOutcome::orders).sum(),
                        environments.get(run))));
        return lines.append("\n").append(FaultTable.of(outcomes)).toString();
    }

    @Test
    void anOutcomeIsReadAsItWasWritten() {
        var outcome = new InjectionOutcome(
                "7 abc", FaultTopology.KIP_848, "broker killed", 5, 1, 2, 3, 4, Duration.ofMillis(1_234));

        assertThat(InjectionOutcome.parse(outcome.line())).isEqualTo(outcome);
    }

    @Test
    void theTableSumsTheOutcomesOfAFault() {
        var one = new InjectionOutcome(
                "7 abc", FaultTopology.RANGE, "broker killed", 5, 1, 2, 3, 4, Duration.ofSeconds(1));
        var other = new InjectionOutcome(
                "7 abc", FaultTopology.RANGE, "broker killed", 6, 0, 0, 0, 0, Duration.ofSeconds(9));

        assertThat(FaultTable.of(List.of(one, other)).replaceAll(" +", " "))
                .contains("| broker killed | 2 | 11 | 1 | 2 | 3 | 4 | 9.0 s | 9.0 s |");
    }
}
