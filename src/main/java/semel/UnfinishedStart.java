package semel;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;

/**
 * Interrupts the start when a signal asks the process to stop. Quarkus stops an application only after its start, and a start may wait
 * for broker and database.
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

    // After the clients, which start at priority 1000: nothing waits any more.
    void finished(@Observes @Priority(Integer.MAX_VALUE) StartupEvent start) {
        finished = true;
    }
}
