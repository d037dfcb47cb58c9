package semel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A shell that outlives its owner just long enough to end the process that the owner left running and to remove its
 * folder. It waits on its standard input, which the kernel closes however the owner ends; so it also sees to a child
 * that is frozen and could not watch anything itself.
 */
final class ExitCleanup implements AutoCloseable {
    /** Ignores what a terminal sends to all its processes; a session of its own also survives a killed group. */
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
     * @param folder what to remove in the end
     * @param signal what ends the process named later at once, but cleanly; after 5 s it is killed
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

    /** The same will in the hands of another class loader. */
    static ExitCleanup heldBy(Process shell) {
        return new ExitCleanup(shell);
    }

    Process shell() {
        return shell;
    }

    void names(long pid) {
        say(Long.toString(pid));
    }

    /** Nothing is running: a process that later gets the same number must not be hit. */
    void namesNobody() {
        say("none");
    }

    /** Executes the will now and returns when the folder is gone. */
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

    private void say(String line) {
        try {
            shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the last will of process " + ProcessHandle.current().pid() + " has died", failure);
        }
    }
}
