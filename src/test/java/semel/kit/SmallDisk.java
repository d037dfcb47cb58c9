package semel.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk of its own under a server's data, which can be full: a file system in memory, as small as what is on it. Whoever
 * has his data there is stopped while it comes and goes, and it takes the right to mount.
 */
public final class SmallDisk implements AutoCloseable {
    private static final String PLENTY = "4g";

    private static final String MOVE_IN = """
            set -e
            mv "$1" "$1.aside"
            mkdir -m 700 "$1"
            mount -t tmpfs -o "size=$2,mode=700" tmpfs "$1"
            cp -a "$1.aside/." "$1"
            rm -rf "$1.aside"
            """;

    /** Somebody may still be writing, so what is used now may be too little in a moment. */
    private static final String FILL = """
            n=0
            until mount -o "remount,size=$(df --output=used -k "$1" | tail -n 1 | tr -d ' ')k" "$1" || [ $n -eq 50 ]; do n=$((n + 1)); done 2> /dev/null
            [ $n -lt 50 ]
            """;

    /**
     * Of a server that ended by itself there may be children left for a moment, and nothing may change below a copy. Lazily: whoever
     * started the server may still hold a lock there.
     */
    private static final String MOVE_OUT = """
            n=0
            while ls -l /proc/[0-9]*/cwd 2> /dev/null | grep -q -- "-> $1$" && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
            set -e
            cp -a "$1" "$1.aside"
            umount --lazy "$1"
            rmdir "$1"
            mv "$1.aside" "$1"
            """;

    private final Path folder;
    private final Process heir;

    private SmallDisk(Path folder, Process heir) {
        this.folder = folder;
        this.heir = heir;
    }

    /** Whether this machine lets us. */
    public static boolean isPossible() {
        try {
            var folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "kit")), "disk-");
            try {
                return shell("mount -t tmpfs tmpfs \"$1\" 2> /dev/null && umount \"$1\"", folder) == 0;
            } finally {
                Files.delete(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** With what is in the folder, and plenty of room. */
    public static SmallDisk under(Path folder) {
        try {
            var heir = OrphanCleanup.leave("umount --lazy \"$1\" 2> /dev/null", folder.toString());
            succeed(MOVE_IN, folder, PLENTY);
            return new SmallDisk(folder, heir);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** No room for another page. */
    public void fill() {
        succeed(FILL, folder);
    }

    /** Plenty again. */
    public void free() {
        succeed("mount -o \"remount,size=$2\" \"$1\"", folder, PLENTY);
    }

    /** Leaves the folder where it was, with what is in it. */
    @Override
    public void close() {
        succeed(MOVE_OUT, folder);
        heir.destroyForcibly();
    }

    private static void succeed(String script, Path folder, String... more) {
        var code = shell(script, folder, more);
        if (code != 0) {
            throw new IllegalStateException("exit code " + code + " over " + folder + ":\n" + script);
        }
    }

    private static int shell(String script, Path folder, String... more) {
        try {
            var command = new ArrayList<>(List.of("sh", "-c", script, "sh", folder.toString()));
            command.addAll(List.of(more));
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
