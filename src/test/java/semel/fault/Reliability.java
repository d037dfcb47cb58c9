package semel.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What long runs saw, kept beside the page that tells it. */
final class Reliability {
    static final Path PAGE = Path.of("docs", "reliability.md");
    private static final Path SEEN = Path.of("docs", "reliability.csv");

    private Reliability() {}

    static synchronized void add(Outcome outcome) {
        try {
            Files.writeString(SEEN, outcome.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static List<Outcome> seen() {
        try (var lines = Files.lines(SEEN)) {
            return lines.map(Outcome::parse).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The commit that is run, as far as git knows. */
    static String commit() {
        try {
            var git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return "unknown";
        }
    }
}
