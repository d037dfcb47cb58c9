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
 * Ends a process whose clients cannot recover, so that its supervisor starts another: liveness goes DOWN, one log line gives the reason,
 * and the exit code is 3. The connector cannot replace a client in a running process.
 *
 * @see "docs/explanation/decisions/0004-rewind-or-exit.md"
 */
@Singleton
public class ProcessExit {
    public static final int EXIT_CODE = 3;

    /** A shell's exit code for a process that SIGTERM ended: 128 + 15. */
    private static final int SIGTERM_CODE = 143;

    private static final Logger LOG = Logger.getLogger(ProcessExit.class);

    /** How long an orderly shutdown may take before the process halts. */
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
            haltAfterGrace(SIGTERM_CODE); // an unresponsive database could block the shutdown forever
        }
    }

    /** Completes when the process is being stopped; nothing may wait longer. */
    CompletableFuture<Void> stop() {
        return stop;
    }

    /**
     * Ignores a failure while the process is being stopped: its clients are closed during the work, and unfinished records are delivered
     * again to another replica.
     *
     * @return fails with {@code failure}; never completes while the process is being stopped, so that nothing follows
     */
    public <T> Uni<T> unlessStopping(Throwable failure) {
        return stop.isDone() ? Uni.createFrom().nothing() : Uni.createFrom().failure(failure);
    }

    /**
     * Does work that must not fail: any failure ends the process, even an exception that {@code work} itself throws. Otherwise the
     * connector would silently continue with the next batch, or stop.
     *
     * @param what names the work, such as {@code the decision of a batch}
     * @return the result of the work; after a failure it never completes
     */
    public <T> Uni<T> required(String what, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .recoverWithUni(this::unlessStopping)
                .onFailure()
                .recoverWithUni(failure -> because(what + " failed with " + FailureKind.nameOf(failure), failure));
    }

    /** Halts the process if the failure shows that this JVM cannot recover; else does nothing. */
    public void atOnce(Throwable failure) {
        if (FailureKind.isBeyondRepair(failure)) {
            reason = OUT_OF_MEMORY;
            halt(lastLine);
        }
    }

    /**
     * Ends the process, unless it is already ending.
     *
     * @param cause null if there is none
     * @return never completes, so that nothing follows
     */
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

    /** The reason why this process is ending, if it is. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    protected void exit() {
        haltAfterGrace(EXIT_CODE);
        Quarkus.asyncExit(EXIT_CODE);
    }

    /** Writes to stderr and halts: a log line and an orderly shutdown need memory that is missing. */
    protected void halt(byte[] lastLine) {
        try (var err = new FileOutputStream(FileDescriptor.err)) {
            err.write(lastLine);
        } catch (IOException stderrIsClosed) {
            // the exit code is enough
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static void haltAfterGrace(int exitCode) {
        CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> Runtime.getRuntime().halt(exitCode));
    }
}
