package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that the page of health checks names exactly the checks of the application. */
class HealthPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "health-and-exit-codes.md");
    private static final Pattern CHECK = Pattern.compile("HealthCheckResponse\\.named\\(\"(\\w+)\"\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    @Test
    void theTableHasExactlyTheChecksOfTheApplication() throws IOException {
        var checks = new ArrayList<String>();
        try (var sources = Files.walk(Path.of("src", "main", "java"))) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                CHECK.matcher(Files.readString(source))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(checks::add);
            }
        }
        assertThat(ROW.matcher(Files.readString(PAGE)).results().map((MatchResult row) -> row.group(1)))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(checks);
    }
}
