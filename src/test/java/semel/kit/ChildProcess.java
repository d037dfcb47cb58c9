package semel.kit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs a child process that can be frozen and killed. Its output goes to a file. */
public class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Path log;

    /** @param name prefix of the file for its output */
    protected ChildProcess(String name, List<String> command) {
        try {
            var folder = Files.createDirectories(Path.of("target", "kit"));
            log = Files.createTempFile(folder, name + "-", ".log");
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var heir = OrphanCleanup.leave("kill -KILL \"$1\"", Long.toString(process.pid()));
            process.onExit().thenRun(heir::destroyForcibly);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes to its standard input. */
    protected void tell(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits for a condition; fails if the process ends first. */
    protected void awaitAlive(BooleanSupplier condition) {
        await().atMost(PATIENCE)
                .failFast("ended: " + log, () -> !process.isAlive())
                .until(condition::getAsBoolean);
    }

    /** Waits until it ends. @return the exit code */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("still alive: " + log);
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** @param then runs when it has ended, for any reason */
    void onExit(Runnable then) {
        process.onExit().thenRun(then);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** CPU time of all cores since its start. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Sends SIGTERM and waits until it has ended. */
    public void stop() {
        terminate();
        awaitExit();
    }

    /** Sends SIGTERM and returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits until it has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Sends SIGSTOP. */
    public void freeze() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            if (new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor()
                    != 0) {
                throw new IllegalStateException("could not send SIG" + name + " to " + process.pid());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
