package semel.sandbox;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts broker and database for {@code quarkus:dev}, in a child process, unless they are configured. */
public final class SandboxStart {
    /** The file with the sandbox's classpath. Only quarkus:dev sets it (pom.xml), so it also tells that this is dev mode. */
    static final String CLASSPATH_FILE = "semel.sandbox.classpath";

    /** Preferred ports: if one is in use, another is taken; 0 means any. Defaults: 9092, 55432, and for the lab 8081. */
    static final String BROKER_PORT = "semel.sandbox.broker-port";

    static final String DATABASE_PORT = "semel.sandbox.database-port";
    static final String LAB_PORT = "semel.sandbox.lab-port";

    /** The lab's address, printed by {@link SampleCatalogue}. */
    static final String LAB = "semel.sandbox.lab";

    /** The start of the sandbox's ready line; key=value pairs follow, separated by spaces. */
    static final String READY = "sandbox ready ";

    private static final int APPLICATION_PROPERTIES_ORDINAL = 250;
    private static final String HTTP_PORT = "quarkus.http.port";
    private static final int HTTP_PORT_WISHED = 8080;
    private static final String PROFILE = "quarkus.profile";
    private static final String BROKER = "kafka.bootstrap.servers";
    private static final List<String> DATABASE =
            List.of("quarkus.datasource.reactive.url", "quarkus.datasource.jdbc.url");

    /** Options of the sandbox's JVM. Unpacking PostgreSQL for the first time takes most of the heap. */
    private static final String OPTIONS = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
            + " -Djava.util.logging.manager=org.jboss.logmanager.LogManager";

    /** Survives live reloads, which load this class again. */
    private static final String PREPARED = "semel.sandbox.prepared";

    private SandboxStart() {}

    public static boolean isDevMode() {
        return System.getProperty(CLASSPATH_FILE) != null;
    }

    /** Chooses ports, and starts broker and database unless they are configured. Does nothing after a live reload. */
    public static void prepareOnce() {
        if (System.getProperty(PREPARED) == null) {
            prepare(Path.of(System.getProperty(CLASSPATH_FILE)));
            System.setProperty(PREPARED, "true");
        }
    }

    private static void prepare(Path classpathFile) {
        endWithMaven();
        var config = ConfigUtils.configBuilder().withProfile("dev").build();
        if (!isSet(config, HTTP_PORT)) chooseHttpPort();
        if (needsSandbox(config)) useSandbox(classpathFile);
    }

    /** @throws IllegalStateException if only one of broker and database is configured */
    static boolean needsSandbox(SmallRyeConfig config) {
        // Not the effective profile: that is still prod on the first start.
        var profiles = isSet(config, PROFILE) ? config.getConfigValue(PROFILE).getValue() : "dev";
        var devServices = config.getOptionalValue("quarkus.devservices.enabled", Boolean.class);
        if (!List.of(profiles.split(",")).contains("dev") || devServices.orElse(true)) return false;
        var broker = isSet(config, BROKER);
        var database = DATABASE.stream().anyMatch(url -> isSet(config, url));
        if (broker != database) {
            throw new IllegalStateException(
                    "set both " + BROKER + " and " + String.join(", ", DATABASE)
                            + ", or neither: offsets in Kafka and claims in the database belong together, and the sandbox deletes both when it ends");
        }
        return !broker;
    }

    /** Whether the user set the key: values in application.properties do not count. */
    private static boolean isSet(SmallRyeConfig config, String key) {
        var value = config.getConfigValue(key);
        return value.getValue() != null && value.getConfigSourceOrdinal() > APPLICATION_PROPERTIES_ORDINAL;
    }

    /** Ends this JVM when Maven ends, even if Maven is killed. The sandbox ends when this JVM does. */
    private static void endWithMaven() {
        ProcessHandle.current()
                .parent()
                .ifPresent(maven -> maven.onExit().thenRun(() -> {
                    // Ends the process even if the shutdown hangs.
                    CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS)
                            .execute(() -> Runtime.getRuntime().halt(1));
                    System.exit(0);
                }));
    }

    private static void chooseHttpPort() {
        try (var wished = new ServerSocket()) {
            wished.bind(new InetSocketAddress(HTTP_PORT_WISHED));
        } catch (IOException taken) {
            var port = freePort();
            System.out.println("semel: port " + HTTP_PORT_WISHED + " is in use, HTTP listens on " + port);
            System.setProperty(HTTP_PORT, Integer.toString(port));
        }
    }

    private static int freePort() {
        try (var any = new ServerSocket(0)) {
            return any.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void useSandbox(Path classpathFile) {
        System.out.println("semel: no Kafka broker and no database configured, starting both (log files in "
                + classpathFile.resolveSibling("sandbox") + ")");
        var process = startSandbox(classpathFile, ports());
        var ready = awaitReady(process);
        System.setProperty(BROKER, ready.get("bootstrap"));
        System.setProperty("quarkus.datasource.reactive.url", ready.get("reactive"));
        System.setProperty("quarkus.datasource.jdbc.url", ready.get("jdbc"));
        System.setProperty("quarkus.datasource.username", ready.get("user"));
        System.setProperty("quarkus.datasource.password", ready.get("password"));
        System.setProperty(LAB, ready.get("lab"));
        System.out.println("semel: Kafka on " + ready.get("bootstrap") + ", PostgreSQL on " + ready.get("reactive"));
        // Keeps a reference to the process: a collected one may close its standard input, which ends the sandbox.
        process.onExit().thenRun(() -> System.out.println("semel: Kafka and PostgreSQL of the sandbox have ended"));
    }

    /** @return the JVM's options for the preferred ports */
    private static List<String> ports() {
        var servers = Stream.of(BROKER_PORT, DATABASE_PORT)
                .filter(port -> System.getProperty(port) != null)
                .map(port -> "-D" + port + "=" + System.getProperty(port));
        var lab = "-D" + LAB_PORT + "=" + System.getProperty(LAB_PORT, "8081"); // without it the lab does not listen
        return Stream.concat(servers, Stream.of(lab)).toList();
    }

    /** The process ends when its standard input does. */
    static Process startSandbox(Path classpathFile, List<String> options) {
        try {
            var build = classpathFile.toAbsolutePath().getParent();
            var classpath = Stream.of(
                            build.resolve("test-classes"),
                            build.resolve("classes"),
                            Files.readString(classpathFile).strip())
                    .map(Object::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            // Ctrl-C reaches all processes of a terminal, but the servers must outlive the application's clients.
            var command = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sandbox"));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            Collections.addAll(command, OPTIONS.split(" "));
            command.add("-D" + CLASSPATH_FILE + "=" + classpathFile.toAbsolutePath());
            command.addAll(List.of("-cp", classpath));
            command.addAll(options);
            command.add("semel.sandbox.Sandbox");
            return new ProcessBuilder(command)
                    .directory(build.getParent().toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("sandbox did not start: check that " + classpathFile + " exists", failure);
        }
    }

    /** @return the ready line's values: bootstrap, jdbc, reactive, user, password, broker.pid, database.pid; lab, if it has a port */
    static Map<String, String> awaitReady(Process sandbox) {
        var line = sandbox.inputReader()
                .lines()
                .filter(said -> said.startsWith(READY))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the sandbox ended before it was ready"));
        return Arrays.stream(line.substring(READY.length()).split(" "))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
    }
}
