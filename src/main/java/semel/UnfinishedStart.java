package semel;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;

/**
 * Interrupts the start when a signal asks the process to stop. Without it Quarkus would first complete the start, which may wait for
 * broker and database.
 */
@Singleton
class UnfinishedStart {
    private static volatile boolean finished;

    /** Must be called on the thread that starts the application. */
    static void endsOnSignal() {
        var starting = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!finished && !isExiting(starting)) {
                starting.interrupt();
            }
        }));
    }

    /** A failed start already ends the process; in a native image an interrupt would turn its exit code 1 into a crash. */
    private static boolean isExiting(Thread starting) {
        return Arrays.stream(starting.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Runtime.class.getName())
                        && frame.getMethodName().equals("exit"));
    }

    // Runs after the clients have started (priority 1000): from then on the start waits for nothing.
    void finished(@Observes @Priority(Integer.MAX_VALUE) StartupEvent start) {
        finished = true;
    }
}
