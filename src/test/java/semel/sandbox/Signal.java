package semel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The POSIX signals that the tests send. Java itself can send only SIGTERM and SIGKILL. */
enum Signal {
    STOP,
    CONT,
    INT,
    QUIT,
    TERM,
    KILL;

    /** Sends the signal; returns when it is delivered, which may be before its effect. */
    void sendTo(long pid) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            var output = new String(kill.getInputStream().readAllBytes()).strip();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("SIG" + name() + " to process " + pid + " failed: " + output);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + name(), interrupted);
        }
    }
}
