package semel.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A condition that the commit path needs, and the test that fails without it.
 *
 * @param file below {@code src/main/java/semel}
 * @param text the guard's text, which occurs once in the file
 * @param without the text that replaces it to remove the guard
 * @param test {@code Class#method} or {@code Class}
 */
record Guard(String file, String text, String without, String test) {
    private static final Path SOURCES = Path.of("src", "main", "java");

    /** Path of the source as the compiler expects it, such as {@code semel/decision/Batch.java}. */
    String source() {
        return "semel/" + file;
    }

    String read() {
        try {
            return Files.readString(SOURCES.resolve(source()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    int occurrences() {
        return read().split(Pattern.quote(text), -1).length - 1;
    }

    String readWithout() {
        return read().replace(text, without);
    }

    String testClass() {
        return test.split("#")[0];
    }

    @Override
    public String toString() {
        return file + ": " + text.strip().replaceAll("\\s+", " ");
    }
}
