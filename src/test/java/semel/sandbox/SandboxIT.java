package semel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.kit.ChildProcess;
import semel.kit.Client;

class SandboxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern FOLDER =
            Pattern.compile(Pattern.quote(BuildOutput.sandboxFolder() + File.separator) + "(broker|postgres)-[^/ ]*");

    @Test
    void aTakenPortIsNotFoughtForAndTheEndLeavesNothing() throws IOException {
        try (var brokerPort = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var databasePort = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            var sandbox = Sandbox.start(brokerPort.getLocalPort(), databasePort.getLocalPort());
            // Then
            assertThat(sandbox.bootstrapServers())
                    .matches("127\\.0\\.0\\.1:\\d+")
                    .doesNotEndWith(":" + brokerPort.getLocalPort());
            assertThat(URI.create(sandbox.reactiveUrl()).getPort())
                    .isPositive()
                    .isNotEqualTo(databasePort.getLocalPort());
            assertThat(sandbox.jdbcUrl()).isEqualTo("jdbc:" + sandbox.reactiveUrl());
            var ours = folders(sandbox);
            // When
            sandbox.close();
            // Then
            assertThat(ProcessHandle.of(sandbox.brokerPid())).isEmpty();
            assertThat(ProcessHandle.of(sandbox.databasePid())).isEmpty();
            assertThat(ours).noneMatch(Files::exists);
        }
    }

    @Test
    void aKilledOwnerTakesEverythingWithIt() {
        // Given
        var wished = Ports.free();
        var sandbox = Sandbox.start(wished, 0);
        assertThat(sandbox.bootstrapServers()).isEqualTo("127.0.0.1:" + wished);
        var ours = folders(sandbox);
        // Frozen, it cannot see that its parent has gone.
        Signal.STOP.sendTo(sandbox.brokerPid());
        // When
        Signal.KILL.sendTo(sandbox.pid());
        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(ProcessHandle.of(sandbox.brokerPid())).isEmpty();
            assertThat(ProcessHandle.of(sandbox.databasePid())).isEmpty();
            assertThat(ours).noneMatch(Files::exists);
        });
    }

    /** The command of {@code ./mvnw -Psandbox}. */
    private static final class Alone extends ChildProcess {
        Alone() {
            super("sandbox", command());
            awaitAlive(() -> output().contains("The sandbox is ready"));
        }

        private static List<String> command() {
            var command = BuildOutput.java(256, Path.of("target", "kit"), Sandbox.class, "alone");
            command.addAll(
                    1, List.of("-D" + SandboxStart.BROKER_PORT + "=0", "-D" + SandboxStart.DATABASE_PORT + "=0"));
            return command;
        }

        /** The line that it prints for a shell. */
        String printed(String beginning) {
            return output().lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith(beginning))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static final class Pasted extends ChildProcess {
        Pasted(String line) {
            super("pasted", List.of("bash", "-c", line));
        }

        Pasted awaitSaid(String text) {
            awaitAlive(() -> output().contains(text));
            return this;
        }
    }

    @Test
    void whatItPrintsRunsTheApplicationReceivesStockAndFulfillsTheFirstOrder() {
        var port = Ports.free();
        var base = URI.create("http://localhost:" + port);
        try (var sandbox = new Alone();
                var application = new Pasted("exec " + System.getProperty("java.home") + "/bin/"
                                + sandbox.printed("java ").replace("java ", "java -Dquarkus.http.port=" + port + " "))
                        .awaitSaid("Listening on");
                var receipts = new Pasted(sandbox.printed("for ").replace("http://localhost:8080", base.toString()))) {
            // When
            assertThat(receipts.awaitExit()).as(receipts.output()).isZero();
            var client = new Client();
            var order = client.order(base, "first", "p-1").orderId();
            // Then
            await().atMost(PATIENCE)
                    .until(() -> client.getPatiently(base.resolve("/orders/" + order))
                            .body()
                            .contains("FULFILLED"));
            application.stop();
            sandbox.stop();
        }
    }

    /** Where broker and database keep their data, by their command lines: other sandboxes have folders there too. */
    private static List<Path> folders(Sandbox sandbox) {
        var folders = Stream.of(sandbox.brokerPid(), sandbox.databasePid())
                .map(pid ->
                        ProcessHandle.of(pid).orElseThrow().info().commandLine().orElseThrow())
                .map(FOLDER::matcher)
                .flatMap(folder ->
                        folder.results().map(found -> Path.of(found.group())).limit(1))
                .toList();
        assertThat(folders).hasSize(2).allMatch(Files::isDirectory);
        return folders;
    }
}
