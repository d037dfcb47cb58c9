package semel.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.logging.LogManager;
import java.util.stream.Collectors;

/**
 * Runs broker and database under one supervisor process. They end, and their data is removed, when the supervisor's standard input ends
 * or when it is killed. An instance is the parent's handle on such a process.
 */
public final class Sandbox implements AutoCloseable {
    /** With this argument the supervisor ends with its parent process instead of its standard input, which may be empty. */
    private static final String ALONE = "alone";

    private final Process supervisor;
    private final Map<String, String> ready;

    private Sandbox(Process supervisor, Map<String, String> ready) {
        this.supervisor = supervisor;
        this.ready = ready;
    }

    /** Starts a sandbox on free ports. */
    public static Sandbox start() {
        return start(0, 0);
    }

    /** Starts a sandbox and returns when broker and database answer. For the ports see {@link SandboxStart#BROKER_PORT}. */
    public static Sandbox start(int brokerPort, int databasePort) {
        var supervisor = SandboxStart.startSandbox(
                BuildOutput.classpathFile(),
                List.of(
                        "-D" + SandboxStart.BROKER_PORT + "=" + brokerPort,
                        "-D" + SandboxStart.DATABASE_PORT + "=" + databasePort));
        return new Sandbox(supervisor, SandboxStart.awaitReady(supervisor));
    }

    public String bootstrapServers() {
        return ready.get("bootstrap");
    }

    public String jdbcUrl() {
        return ready.get("jdbc");
    }

    public String reactiveUrl() {
        return ready.get("reactive");
    }

    public String user() {
        return ready.get("user");
    }

    public String password() {
        return ready.get("password");
    }

    public long pid() {
        return supervisor.pid();
    }

    public long brokerPid() {
        return Long.parseLong(ready.get("broker.pid"));
    }

    public long databasePid() {
        return Long.parseLong(ready.get("database.pid"));
    }

    /** Ends the sandbox, and returns when its processes have ended and their data is removed. */
    @Override
    public void close() {
        try {
            supervisor.getOutputStream().close();
            supervisor.waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the supervisor process. */
    public static void main(String[] arguments) throws IOException {
        // Before there are two threads: both would set logging up, and each wait for a class that the other
        // initializes.
        LogManager.getLogManager();
        var database = CompletableFuture.supplyAsync(
                () -> Database.start(Integer.getInteger(SandboxStart.DATABASE_PORT, 55432)));
        var broker = Broker.start(Integer.getInteger(SandboxStart.BROKER_PORT, 9092));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            broker.close();
                            if (!database.isCompletedExceptionally())
                                database.join().close();
                        },
                        "sandbox-end"));
        if (List.of(arguments).contains(ALONE)) {
            System.out.print(howToUse(broker, database.join()));
            ProcessHandle.current().parent().orElseThrow().onExit().join();
        } else {
            System.out.println(SandboxStart.READY + readyLine(broker, database.join()) + devServices());
            System.in.transferTo(OutputStream.nullOutputStream()); // ends with the parent
        }
        System.exit(0);
    }

    private static String howToUse(Broker broker, Database database) {
        return """

                The sandbox is ready: Kafka on %1$s, PostgreSQL on %2$s (user %3$s). Ctrl-C ends it and removes its data.
                Run the application beside it, for example:
                  java -Dsemel.instance=semel-0 -Dsemel.security=none -Dkafka.bootstrap.servers=%1$s -Dquarkus.datasource.reactive.url=%2$s -Dquarkus.datasource.jdbc.url=%4$s -Dquarkus.datasource.username=%3$s -Dquarkus.datasource.password=%5$s -Dquarkus.log.console.json.enabled=false -jar target/quarkus-app/quarkus-run.jar
                (built by ./mvnw package -DskipTests). When it is up, receive 1000 pieces of each product, p-1 to p-100:
                  for I in $(seq 100); do curl -s http://localhost:8080/inventory/p-$I/receipts -H 'Content-Type: application/json' -H "Idempotency-Key: sample-p-$I" -d '{"quantity":1000}' >/dev/null; done

                """.formatted(
                        broker.bootstrapServers(),
                        database.reactiveUrl(),
                        database.user(),
                        database.jdbcUrl(),
                        database.password());
    }

    /** Opens the dev services. @return their addresses in the form of the ready line; empty if no port was requested */
    private static String devServices() {
        var preferredPort = Integer.getInteger(SandboxStart.LAB_PORT);
        if (preferredPort == null) return "";
        return ServiceLoader.load(DevService.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(service -> " " + service.name() + "=" + service.open(preferredPort))
                .collect(Collectors.joining());
    }

    private static String readyLine(Broker broker, Database database) {
        return String.join(
                " ",
                "bootstrap=" + broker.bootstrapServers(),
                "jdbc=" + database.jdbcUrl(),
                "reactive=" + database.reactiveUrl(),
                "user=" + database.user(),
                "password=" + database.password(),
                "broker.pid=" + broker.pid(),
                "database.pid=" + database.pid());
    }
}
