package semel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ends a child process and removes its folder when the owner ends, in a shell that outlives the owner. The shell waits on its standard
 * input, which the kernel closes in every kind of end. So it also ends a frozen child, which could not notice the end of its parent.
 */
final class ExitCleanup implements AutoCloseable {
    /** Ignores the signals that a terminal sends to all its processes; its own session also survives a killed process group. */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            pid=
            while read -r line; do pid=$line; done
            [ "$pid" ] || pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
            if [ "$pid" ] && [ "$pid" != none ]; then
                kill -CONT "$pid"
                kill "-$2" "$pid"
                n=0
                while kill -0 "$pid" && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
                kill -KILL "$pid"
            fi 2>/dev/null
            n=0
            until rm -rf "$1" 2>/dev/null || [ $n -eq 50 ]; do sleep 0.1; n=$((n + 1)); done
            """;

    private static final String OWN_SESSION = "command -v setsid >/dev/null && exec setsid \"$@\"; exec \"$@\"";

    private final Process shell;

    private ExitCleanup(Process shell) {
        this.shell = shell;
    }

    /**
     * Starts the shell.
     *
     * @param folder to remove at the end
     * @param signal that ends the process quickly and in order; after 5 s the process is killed
     */
    static ExitCleanup over(Path folder, Signal signal) {
        try {
            return new ExitCleanup(new ProcessBuilder(
                            "sh", "-c", OWN_SESSION, "sh", "sh", "-c", SCRIPT, "sh", folder.toString(), signal.name())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** @return a handle on the same shell, for another class loader */
    static ExitCleanup heldBy(Process shell) {
        return new ExitCleanup(shell);
    }

    Process shell() {
        return shell;
    }

    /** Sets the process to end. */
    void setProcess(long pid) {
        write(Long.toString(pid));
    }

    /** Clears the process after its end: another process may later get the same id. */
    void clearProcess() {
        write("none");
    }

    /** Cleans up now, and returns when the folder is removed. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String line) {
        try {
            shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the clean-up shell of process " + ProcessHandle.current().pid() + " has ended", failure);
        }
    }
}
