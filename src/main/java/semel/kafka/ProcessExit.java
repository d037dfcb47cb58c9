package semel.kafka;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends a process whose clients are beyond repair, for its supervisor to start another: liveness goes DOWN, one line says why,
 * exit code 3. The connector cannot build a client anew in place.
 *
 * @see "docs/explanation/decisions/0004-rewind-or-exit.md"
 */
@Singleton
public class ProcessExit {
    public static final int EXIT_CODE = 3;

    /** As a shell tells that a signal ended a process: 128 + 15. */
    private static final int SIGTERM_CODE = 143;

    private static final Logger LOG = Logger.getLogger(ProcessExit.class);

    /** How long an orderly shutdown may take before it is cut short. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    private static final String OUT_OF_MEMORY = "the JVM ran out of memory or is broken";

    private final String instance;
    private final byte[] lastLine;
    private volatile String reason;
    private final CompletableFuture<Void> stop = new CompletableFuture<>();

    protected ProcessExit(@ConfigProperty(name = "semel.instance") String instance) {
        this.instance = instance;
        this.lastLine = ("process ended exitCode=" + EXIT_CODE + " instance=" + instance + " reason=" + OUT_OF_MEMORY
                        + System.lineSeparator())
                .getBytes(StandardCharsets.UTF_8);
    }

    void atStop(@Observes ShutdownEvent event) {
        stop.complete(null);
        if (ApplicationLifecycleManager.isVmShuttingDown()) {
            haltAfterGrace(SIGTERM_CODE); // a database that is silent would hold up the end for ever
        }
    }

    /** Completes when the process is being stopped: nothing may wait longer than that. */
    CompletableFuture<Void> stop() {
        return stop;
    }

    /**
     * A failure while the process is being stopped is no news: its clients are closed under its hands, and what was under way
     * is delivered again to whoever comes next.
     *
     * @return fails as it failed; where the process is being stopped never completes: nothing may follow
     */
    public <T> Uni<T> unlessStopping(Throwable failure) {
        return stop.isDone() ? Uni.createFrom().nothing() : Uni.createFrom().failure(failure);
    }

    /**
     * Does what an input's stream needs done: wherever it fails, even before it gives a Uni, the process ends. The connector
     * would go on with the next batch, or with none, and say so to nobody.
     *
     * @param what as {@code the decision of a batch}
     * @return never fails
     */
    public <T> Uni<T> required(String what, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .recoverWithUni(this::unlessStopping)
                .onFailure()
                .recoverWithUni(failure -> because(what + " failed with " + FailureKind.nameOf(failure), failure));
    }

    /** Ends the process here and now if the failure says that this JVM is beyond repair; else does nothing. */
    public void atOnce(Throwable failure) {
        if (FailureKind.isBeyondRepair(failure)) {
            reason = OUT_OF_MEMORY;
            halt(lastLine);
        }
    }

    /** @return never completes: nothing may follow */
    public <T> Uni<T> because(String why, Throwable cause) {
        if (cause != null) {
            atOnce(cause);
        }
        if (reason == null && !stop.isDone()) {
            reason = why;
            LOG.fatalf(cause, "process ended exitCode=%s instance=%s reason=%s", EXIT_CODE, instance, why);
            exit();
        }
        return Uni.createFrom().nothing();
    }

    /** Why this process is about to end. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    protected void exit() {
        haltAfterGrace(EXIT_CODE);
        Quarkus.asyncExit(EXIT_CODE);
    }

    /** An orderly shutdown, and a line of the log, need memory that is not there. */
    protected void halt(byte[] lastLine) {
        try (var err = new FileOutputStream(FileDescriptor.err)) {
            err.write(lastLine);
        } catch (IOException nobodyListens) {
            // the exit code says it
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static void haltAfterGrace(int exitCode) {
        CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> Runtime.getRuntime().halt(exitCode));
    }
}
