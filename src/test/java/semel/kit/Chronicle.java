package semel.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What long runs saw, line by line as it comes: a run may be ended at any time, and the next one adds to it. */
public final class Chronicle {
    private final Path file;

    /** @param file kept beside the page that tells it */
    public Chronicle(Path file) {
        this.file = file;
    }

    public synchronized void add(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** How a run is told from others: its seed, and the commit that is run, as far as git knows. */
    public static String run(long seed) {
        try {
            var git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return seed + " " + new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return seed + " unknown";
        }
    }
}
