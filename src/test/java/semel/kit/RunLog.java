package semel.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Records the results of long runs in a file, line by line: a run may end at any time, and the next one appends. A line that starts
 * with {@code #} names a run and its environment.
 */
public final class RunLog {
    private static final String RUN = "# ";

    private final Path file;

    /** @param file next to the page that is generated from it */
    public RunLog(Path file) {
        this.file = file;
    }

    /** @param run its name from {@link #run} */
    public synchronized void add(String run, String line) {
        var isNew = !environments().containsKey(run);
        try {
            Files.writeString(
                    file,
                    (isNew ? RUN + run + ";" + Environment.describe() + "\n" : "") + line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public List<String> lines() {
        return all().stream().filter(line -> !line.startsWith(RUN)).toList();
    }

    /** Environment of each run. */
    public Map<String, String> environments() {
        return all().stream()
                .filter(line -> line.startsWith(RUN))
                .map(line -> line.substring(RUN.length()).split(";", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private List<String> all() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Name of a run: its seed and its commit. */
    public static String run(long seed) {
        return seed + " " + commit();
    }

    /** The current commit, or {@code unknown}. */
    public static String commit() {
        try {
            var git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return "unknown";
        }
    }
}
