package semel.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Mounts a file system in memory under a server's data and can make it full. The server must be stopped while it is mounted and
 * unmounted. It needs the right to mount.
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

    /** Retries, because a server that still writes may exceed the size just measured. */
    private static final String FILL = """
            n=0
            until mount -o "remount,size=$(df --output=used -k "$1" | tail -n 1 | tr -d ' ')k" "$1" || [ $n -eq 50 ]; do n=$((n + 1)); done 2> /dev/null
            [ $n -lt 50 ]
            """;

    /**
     * Waits for children of the server that may be left for a moment, because the files must not change during the copy. The unmount
     * is lazy, because the process that started the server may still hold a lock there.
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

    /** Whether this machine permits a mount. */
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

    /** Mounts it with the folder's content and much free space. */
    public static SmallDisk under(Path folder) {
        try {
            var heir = OrphanCleanup.leave("umount --lazy \"$1\" 2> /dev/null", folder.toString());
            succeed(MOVE_IN, folder, PLENTY);
            return new SmallDisk(folder, heir);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Makes the disk full. */
    public void fill() {
        succeed(FILL, folder);
    }

    /** Gives it free space again. */
    public void free() {
        succeed("mount -o \"remount,size=$2\" \"$1\"", folder, PLENTY);
    }

    /** Unmounts it; the folder keeps its content. */
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
