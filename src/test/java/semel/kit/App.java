package semel.kit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jboss.byteman.agent.Main;

/** Runs one replica: the packaged application in its own process. */
public class App extends ChildProcess {
    /** The packaged application: the build's, or the one named by {@code semel.jar}, which may be a native image. */
    public static final Path JAR = Path.of(System.getProperty("semel.jar", "target/quarkus-app/quarkus-run.jar"));

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[^\\s\"]+)");
    private static final int HEAP_MEGABYTES = 256;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private volatile URI base;

    /**
     * Starts a replica; see {@link #awaitReady}.
     *
     * @param jar the packaged application, or one built from it
     * @param settings override {@code application.properties}; null removes a setting that this class makes
     * @param rules Byteman rules to inject
     */
    protected App(Path jar, Map<String, String> settings, BytemanRule... rules) {
        this(jar, HEAP_MEGABYTES, settings, rules);
    }

    private App(Path jar, int heapMegabytes, Map<String, String> settings, BytemanRule... rules) {
        this(jar, soonReady(heapMegabytes), settings, rules);
    }

    /** @param options of the JVM, if there is one */
    protected App(Path program, List<String> options, Map<String, String> settings, BytemanRule... rules) {
        super(name(settings), command(program, options, settings, rules));
    }

    private static List<String> soonReady(int heapMegabytes) {
        return List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx" + heapMegabytes + "m");
    }

    /** Whether the replicas are native images, into which no rules can be injected. */
    public static boolean isNative() {
        return !isJar(JAR);
    }

    /** Starts a replica on a free port; see the constructor. */
    public static App start(Map<String, String> settings, BytemanRule... rules) {
        return new App(JAR, settings, rules);
    }

    /** As {@link #start(Map, Rule...)}, in a JVM with another heap. */
    public static App startWith(int heapMegabytes, Map<String, String> settings) {
        return new App(JAR, heapMegabytes, settings);
    }

    private static String name(Map<String, String> settings) {
        return settings.getOrDefault("semel.topics.prefix", "") + settings.getOrDefault("semel.instance", "semel");
    }

    private static List<String> command(
            Path program, List<String> options, Map<String, String> settings, BytemanRule... rules) {
        return isJar(program) ? javaWith(program, options, settings, rules) : nativeWith(program, settings, rules);
    }

    private static boolean isJar(Path program) {
        return program.toString().endsWith(".jar");
    }

    private static List<String> javaWith(
            Path jar, List<String> options, Map<String, String> settings, BytemanRule... rules) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        if (rules.length > 0) {
            var byteman = byteman();
            // Also on the boot class path, for rules about the JDK.
            command.add("-javaagent:" + byteman + "=boot:" + byteman + ",script:" + script(rules));
        }
        command.addAll(properties(settings));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static Path byteman() {
        try {
            // toURI, because a URL encodes spaces and umlauts.
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<String> nativeWith(Path image, Map<String, String> settings, BytemanRule... rules) {
        if (rules.length > 0) {
            throw new IllegalArgumentException("no rules can be injected into the native image " + image);
        }
        var command = new ArrayList<String>();
        command.add(image.toString());
        command.addAll(properties(settings));
        return command;
    }

    private static List<String> properties(Map<String, String> settings) {
        var all = new HashMap<>(Map.of(
                "quarkus.http.host", "127.0.0.1",
                "quarkus.http.port", "0",
                "quarkus.log.console.json.enabled", "false",
                "semel.security", "none"));
        all.putAll(settings);
        all.values().removeIf(Objects::isNull);
        return all.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    private static Path script(BytemanRule... rules) {
        var lines = Arrays.stream(rules).flatMap(rule -> rule.lines().stream()).toList();
        try {
            var folder = Files.createDirectories(Path.of("target", "kit"));
            return Files.write(Files.createTempFile(folder, "rules-", ".btm"), lines)
                    .toAbsolutePath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until it listens: then topics, migrations and clients are ready. */
    public App awaitReady() {
        awaitAlive(() -> base() != null);
        return this;
    }

    /** The address at which it listens; null before. */
    public URI base() {
        if (base == null) {
            var listening = LISTENING.matcher(output());
            base = listening.find() ? URI.create(listening.group(1)) : null;
        }
        return base;
    }

    /** Waits until a thread reaches the armed failpoint and stops there. */
    public void awaitReached(Failpoint failpoint) {
        await().atMost(PATIENCE).until(() -> hasReached(failpoint));
    }

    public boolean hasReached(Failpoint failpoint) {
        return output().contains(failpoint.mark());
    }
}
