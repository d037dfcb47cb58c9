package semel.kit;

import java.io.IOException;

/** Starts a shell that outlives this process, even after SIGKILL, and then cleans up. */
final class OrphanCleanup {
    private static final String WAITS = "trap '' HUP INT TERM; cat > /dev/null; ";

    private OrphanCleanup() {}

    /**
     * @param deed the command to run when this process has ended; $1 is the subject
     * @return the shell; destroy it to cancel the command
     */
    static Process leave(String deed, String subject) throws IOException {
        return new ProcessBuilder("sh", "-c", WAITS + deed, "sh", subject).start();
    }
}
