package semel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kit.Compilation;
import semel.kit.GeneratedPage;
import semel.kit.TestSources;

/** Checks the list of guards against the sources and the tests. {@link GuardsIT} shows that each test fails without its guard. */
class GuardsTest {
    private static final Path PAGE = Path.of("docs", "evidence", "guards.md");
    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);
    private static final Pattern IN_SQL =
            Pattern.compile("\\bwhere\\b|\\bgreatest\\(|\\bon conflict\\b|\\bfor update\\b");

    static Stream<Guard> guards() {
        return Guards.all().stream();
    }

    @TempDir
    Path classes;

    @ParameterizedTest
    @MethodSource("guards")
    void eachGuardIsInItsFileOnce(Guard guard) {
        assertThat(guard.occurrences()).as("occurrences of %s", guard).isEqualTo(1);
    }

    @Test
    void theFilesCompileWithoutTheGuards() {
        var sources = new HashMap<String, String>();
        guards().forEach(guard -> sources.compute(
                guard.source(),
                (source, text) -> (text == null ? guard.read() : text).replace(guard.text(), guard.without())));
        assertThat(Compilation.errors(sources, classes)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("guards")
    void theTestOfEachGuardExists(Guard guard) throws IOException {
        var file = TestSources.all().stream()
                .filter(each -> each.endsWith(guard.testClass() + ".java"))
                .findAny();
        assertThat(file).as(guard.test()).isPresent();
        for (var method : guard.test().substring(guard.testClass().length()).split("#|\\+")) {
            assertThat(Files.readString(file.get())).contains(method);
        }
    }

    /** No test is known for a condition in the SQL of the commit path that is not on the list. */
    @ParameterizedTest
    @FieldSource("semel.guard.Guards#SQL")
    void eachSqlConditionIsOnTheList(String file) {
        var source = new Guard(file, "", "", "").read();
        var spans = guards().filter(guard -> guard.file().equals(file))
                .map(guard -> new int[] {
                    source.indexOf(guard.text()),
                    source.indexOf(guard.text()) + guard.text().length()
                })
                .toList();
        var missing = new ArrayList<String>();
        TEXT_BLOCK
                .matcher(source)
                .results()
                .forEach(block -> IN_SQL.matcher(block.group(1))
                        .results()
                        .map(word -> block.start(1) + word.start())
                        .filter(at -> spans.stream().noneMatch(span -> span[0] <= at && at < span[1]))
                        .forEach(at -> missing.add(source.substring(at, source.indexOf('\n', at)))));
        assertThat(missing).as("conditions in %s without a guard", file).isEmpty();
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), GuardsTest.class);
    }

    private static String page() {
        return """
                # Guards of the commit path

                Generated from `semel.guard.Guards` by `GuardsTest`; do not edit.

                The commit path is correct only with each of these conditions. The test in the same row fails if the condition is removed.

                `./mvnw verify -Pchaos -Dit.test=GuardsIT` shows it: it removes one condition at a time in a copy of the project and runs the tests. A test
                whose name ends with `IT` needs the packaged application and is not run there. In every build `GuardsTest` checks that each condition is in
                the code once and that no condition in the SQL of the commit path is missing from this list. There are no seeds and no excluded runs.

                | guard | in | test |
                |---|---|---|
                %s
                """.formatted(guards().map(GuardsTest::row).collect(Collectors.joining("\n")));
    }

    private static String row(Guard guard) {
        var text = guard.text().strip().replaceAll("\\s+", " ").replace("|", "\\|");
        return "| `%s` | `%s` | `%s` |".formatted(text, guard.file(), guard.test());
    }
}
