package semel.kit;

import java.io.IOException;

/** A shell that outlives whoever started it, were he ended by SIGKILL, and then tidies up. */
final class OrphanCleanup {
    private static final String WAITS = "trap '' HUP INT TERM; cat > /dev/null; ";

    private OrphanCleanup() {}

    /**
     * @param deed what it does in the end; $1 is the subject
     * @return the shell, which does nothing if it is destroyed before
     */
    static Process leave(String deed, String subject) throws IOException {
        return new ProcessBuilder("sh", "-c", WAITS + deed, "sh", subject).start();
    }
}
