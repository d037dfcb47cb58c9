package semel.decision;

import io.quarkus.runtime.Quarkus;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Ends a process that can publish no more, for its supervisor to start another: liveness goes DOWN, one line says why, exit
 * code 3.
 */
@Singleton
class ProcessEnd {
    static final int EXIT_CODE = 3;
    private static final Logger LOG = Logger.getLogger(ProcessEnd.class);

    /** How long an orderly shutdown may take before it is cut short. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private volatile String reason;

    /**
     * @return never completes: nothing may follow
     */
    <T> Uni<T> because(String why, Throwable cause) {
        reason = why;
        LOG.fatalf(cause, "process ends exitCode=%d reason=%s", EXIT_CODE, why);
        exit();
        return Uni.createFrom().nothing();
    }

    void exit() {
        var halt = new Thread(
                () -> {
                    try {
                        Thread.sleep(GRACE.toMillis());
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(EXIT_CODE);
                },
                "process-end");
        halt.setDaemon(true);
        halt.start();
        Quarkus.asyncExit(EXIT_CODE);
    }

    /** Why this process is about to end. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
