package semel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kit.Compilation;
import semel.kit.LongRun;
import semel.kit.ProjectCopy;

/**
 * Removes each guard in a copy of the built project and checks that its test fails there. {@code -Dsemel.guards.only=TEXT} selects
 * the guards whose line contains the text.
 */
@LongRun
class GuardsIT {
    private static final Path COPY = Path.of("target", "guards");
    private static final Path CLASSES = COPY.resolve("target").resolve("classes");
    private static final Path OUTPUT = COPY.resolve("guards.log");

    /** PostgreSQL's error class 42, syntax errors. A statement that is invalid without the guard fails every test and proves nothing. */
    private static final Pattern NO_STATEMENT = Pattern.compile("\\(42[0-9A-Z]{3}\\)");

    private static final List<String> COPIED = List.of(
            "pom.xml",
            "mvnw",
            ".mvn",
            "src",
            "docs",
            "README.md",
            "target/classes",
            "target/test-classes",
            "target/sandbox.classpath");

    static Stream<Guard> guards() {
        var only = System.getProperty("semel.guards.only", "");
        return Guards.all().stream()
                .filter(guard -> guard.testClass().endsWith("Test"))
                .filter(guard -> guard.toString().contains(only));
    }

    @BeforeAll
    static void copy() throws IOException {
        ProjectCopy.to(COPY, COPIED);
    }

    @ParameterizedTest
    @MethodSource("guards")
    void theTestFailsWithoutTheGuard(Guard guard) throws Exception {
        assertThat(Compilation.errors(Map.of(guard.source(), guard.readWithout()), CLASSES))
                .isEmpty();
        try {
            assertThat(failures(guard)).as("%s without %s", guard.test(), guard).isPositive();
            assertThat(Files.readString(OUTPUT)).as("without %s", guard).doesNotContainPattern(NO_STATEMENT);
        } finally {
            Compilation.errors(Map.of(guard.source(), guard.read()), CLASSES);
        }
    }

    /** @return number of reports with failed tests; 0 if no test could be run */
    private static long failures(Guard guard) throws IOException, InterruptedException {
        var reports = COPY.resolve("target").resolve("surefire-reports");
        FileUtils.deleteDirectory(reports.toFile());
        new ProcessBuilder("./mvnw", "-B", "-o", "surefire:test", "-Dtest=" + guard.test())
                .directory(COPY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toAbsolutePath().toFile())
                .start()
                .waitFor();
        if (!Files.isDirectory(reports)) {
            return 0;
        }
        try (var files = Files.list(reports)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .filter(GuardsIT::hasFailures)
                    .count();
        }
    }

    private static boolean hasFailures(Path report) {
        try {
            return Files.readString(report).contains("<<< ");
        } catch (IOException unreadable) {
            return false;
        }
    }
}
