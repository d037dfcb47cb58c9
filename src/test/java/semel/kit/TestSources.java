package semel.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the Java sources of the tests and, unless a fork has deleted its folder, of the workshop. */
public final class TestSources {
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path WORKSHOP = Path.of("src", "workshop");

    private TestSources() {}

    /** @return every source, relative to the folder of the project */
    public static List<Path> all() throws IOException {
        try (Stream<Path> tests = Files.walk(TESTS);
                Stream<Path> workshop = Files.exists(WORKSHOP) ? Files.walk(WORKSHOP) : Stream.empty()) {
            return Stream.concat(tests, workshop)
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        }
    }
}
