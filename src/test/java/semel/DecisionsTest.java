package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that each decision begins with its title, date and status, and that the table of decisions has the same. */
class DecisionsTest {
    private static final Path FOLDER = Path.of("docs", "explanation", "decisions");
    private static final Pattern BEGIN = Pattern.compile(
            "# (\\d{4}) · (.+)\n\nDate: (\\d{4}-\\d{2}-\\d{2}) · Status: (accepted|replaced by \\d{4})\n\n## Situation\n");

    private static List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{4}-.+\\.md"))
                    .sorted()
                    .toList();
        }
    }

    /** @return the row of the decision in the table, without the last cell, its summary */
    private static String row(Path decision) throws IOException {
        var begin = BEGIN.matcher(Files.readString(decision));
        assertThat(begin.lookingAt())
                .as("%s begins with '# 0000 · Title', 'Date: yyyy-mm-dd · Status: accepted', '## Situation'", decision)
                .isTrue();
        assertThat(decision.getFileName().toString()).startsWith(begin.group(1));
        return "| [%s](%s) | %s | %s | %s | "
                .formatted(begin.group(1), decision.getFileName(), begin.group(2), begin.group(3), begin.group(4));
    }

    @Test
    void theTableHasEachDecisionWithItsDateAndStatus() throws IOException {
        var rows = Files.readAllLines(FOLDER.resolve("README.md")).stream()
                .filter(line -> line.startsWith("| ["))
                .toList();
        assertThat(rows).hasSameSizeAs(decisions());
        for (var decision : decisions()) {
            var row = row(decision);
            assertThat(rows).as(row).anyMatch(line -> line.startsWith(row));
        }
    }
}
