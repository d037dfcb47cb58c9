package semel.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jboss.logmanager.Logger;

/**
 * Ends the process at once when memory ran out or the JVM is broken, in any thread. Our own code checks its failures itself. Kafka's
 * threads, Vert.x, Netty, Mutiny and the REST layer catch such an error, log it and continue: so this also checks logged throwables,
 * and uncaught ones.
 *
 * @see "docs/explanation/decisions/0025-bounded-work-and-bounded-retries.md"
 */
@Singleton
class FatalErrors {
    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger(FatalErrors.class);

    private final ProcessExit end;
    private final Handler handler;
    private Thread.UncaughtExceptionHandler others;

    FatalErrors(ProcessExit end) {
        this.end = end;
        this.handler = new Watch(end::atOnce);
    }

    void atStart(@Observes StartupEvent start) {
        others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        // The first handler: the others need memory to write a line.
        root().setHandlers(Stream.concat(Stream.of(handler), Arrays.stream(root().getHandlers()))
                .toArray(Handler[]::new));
    }

    void atStop(@Observes ShutdownEvent stop) {
        root().removeHandler(handler);
        Thread.setDefaultUncaughtExceptionHandler(others);
    }

    // Not a constant: a native image would keep the logger of its build.
    private static Logger root() {
        return Logger.getLogger("");
    }

    private void uncaught(Thread thread, Throwable failure) {
        end.atOnce(failure);
        LOG.errorf(failure, "thread ended reason=%s", thread.getName());
    }

    /** Passes each logged throwable to a consumer. */
    static final class Watch extends Handler {
        private final Consumer<Throwable> seen;

        Watch(Consumer<Throwable> seen) {
            this.seen = seen;
        }

        @Override
        public void publish(LogRecord line) {
            if (line.getThrown() != null) {
                seen.accept(line.getThrown());
            }
        }

        @Override
        public void flush() {
            // writes nothing
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
