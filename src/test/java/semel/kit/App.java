package semel.kit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.byteman.agent.Main;

/** One replica: the packaged application in a process of its own, that is really frozen and really killed. */
public final class App implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private volatile URI base;

    private App(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a replica on a free port; see {@link #awaitReady}.
     *
     * @param settings over those of {@code application.properties}
     * @param rules put into it from outside
     */
    public static App start(Map<String, String> settings, Rule... rules) {
        try {
            var folder = Files.createDirectories(Path.of("target", "kit"));
            var name =
                    settings.getOrDefault("semel.topics.prefix", "") + settings.getOrDefault("semel.instance", "semel");
            var log = Files.createTempFile(folder, name + "-", ".log");
            var process = new ProcessBuilder(command(settings, rules))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            // A test run that is interrupted leaves no replica behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new App(process, log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<String> command(Map<String, String> settings, Rule... rules) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx256m"));
        if (rules.length > 0) {
            var byteman = Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath();
            command.add("-javaagent:" + byteman + "=script:" + script(rules));
        }
        var all = new HashMap<>(Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", "0"));
        all.putAll(settings);
        all.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }

    private static Path script(Rule... rules) throws IOException {
        var lines = Arrays.stream(rules).flatMap(rule -> rule.lines().stream()).toList();
        return Files.write(Files.createTempFile(Path.of("target", "kit"), "rules-", ".btm"), lines)
                .toAbsolutePath();
    }

    /** Waits until it listens: after the topics, the migrations and the clients. */
    public App awaitReady() {
        await().atMost(PATIENCE)
                .failFast("ended: " + log, () -> !process.isAlive())
                .until(() -> base() != null);
        return this;
    }

    /** Where it listens, null before. */
    public URI base() {
        if (base == null) {
            var listening = LISTENING.matcher(output());
            base = listening.find() ? URI.create(listening.group(1)) : null;
        }
        return base;
    }

    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until the armed failpoint is reached; the thread that reached it stays there. */
    public void awaitReached(Failpoint failpoint) {
        await().atMost(PATIENCE).until(() -> hasReached(failpoint));
    }

    public boolean hasReached(Failpoint failpoint) {
        return output().contains(failpoint.mark());
    }

    /** Waits for its end. @return the exit code */
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

    /** @param then what to do when it has ended, however that came */
    void onExit(Runnable then) {
        process.onExit().thenRun(then);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. @return when it has ended */
    public void stop() {
        process.destroy();
        awaitExit();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGSTOP. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            if (new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor()
                    != 0) {
                throw new IllegalStateException("no SIG" + name + " to " + process.pid());
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
