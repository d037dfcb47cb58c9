package semel;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;

/**
 * Ends a start that a signal asks to stop. Quarkus stops an application only after its start, and a start waits for broker and
 * database.
 */
@Singleton
class UnfinishedStart {
    private static volatile boolean finished;

    /** Called on the thread that starts the application. */
    static void endsOnSignal() {
        var starting = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!finished && !isExiting(starting)) {
                starting.interrupt();
            }
        }));
    }

    /** A start that failed ends the process itself. In a native image an interrupt would turn its exit code 1 into a crash. */
    private static boolean isExiting(Thread starting) {
        return Arrays.stream(starting.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Runtime.class.getName())
                        && frame.getMethodName().equals("exit"));
    }

    // After the clients, which start at 1000: nothing waits any more.
    void finished(@Observes @Priority(Integer.MAX_VALUE) StartupEvent start) {
        finished = true;
    }
}
