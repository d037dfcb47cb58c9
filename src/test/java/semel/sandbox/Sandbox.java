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
 * Broker and database under one supervisor process, which ends them and removes their data when its standard input
 * ends, and when it is killed. An instance is the parent's handle on such a process.
 */
public final class Sandbox implements AutoCloseable {
    /** The argument by which it ends with its parent process instead of its standard input, which may be empty. */
    private static final String ALONE = "alone";

    private final Process supervisor;
    private final Map<String, String> ready;

    private Sandbox(Process supervisor, Map<String, String> ready) {
        this.supervisor = supervisor;
        this.ready = ready;
    }

    /** On free ports. */
    public static Sandbox start() {
        return start(0, 0);
    }

    /** Returns when broker and database answer; port wishes as in {@link SandboxStart#BROKER_PORT}. */
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

    /** Returns when everything has ended and its data is gone. */
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

    /** The supervisor process. */
    public static void main(String[] arguments) throws IOException {
        // Before there are two threads: each that sets logging up waits for a class that the other one is initializing.
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
            System.out.println(SandboxStart.READY + readyLine(broker, database.join()) + annexes());
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

    /** @return of each where it listens, as the ready line has it; none if no port was asked for */
    private static String annexes() {
        var wished = Integer.getInteger(SandboxStart.LAB_PORT);
        if (wished == null) return "";
        return ServiceLoader.load(DevService.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(service -> " " + service.name() + "=" + service.open(wished))
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
