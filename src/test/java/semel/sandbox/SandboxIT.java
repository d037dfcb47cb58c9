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

/** Checks that a sandbox starts on free ports, leaves nothing at its end, and that the commands it prints work. */
class SandboxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern FOLDER =
            Pattern.compile(Pattern.quote(BuildOutput.sandboxFolder() + File.separator) + "(broker|postgres)-[^/ ]*");

    @Test
    void aTakenPortIsReplacedAndTheEndLeavesNoProcessAndNoData() throws IOException {
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
    void ifTheOwnerIsKilledTheProcessesEndAndTheirDataIsRemoved() {
        // Given
        var port = Ports.free();
        var sandbox = Sandbox.start(port, 0);
        assertThat(sandbox.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        var ours = folders(sandbox);
        // A frozen broker cannot notice that its parent has ended.
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

    /** Runs the command of {@code ./mvnw -Psandbox}. */
    private static final class SandboxCommand extends ChildProcess {
        SandboxCommand() {
            super("sandbox", command());
            awaitAlive(() -> output().contains("The sandbox is ready"));
        }

        private static List<String> command() {
            var command = BuildOutput.java(256, Path.of("target", "kit"), Sandbox.class, "alone");
            command.addAll(
                    1, List.of("-D" + SandboxStart.BROKER_PORT + "=0", "-D" + SandboxStart.DATABASE_PORT + "=0"));
            return command;
        }

        /** @return the first line that the command prints for a shell and that has this beginning */
        String printed(String beginning) {
            return output().lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith(beginning))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Runs a printed line in a shell. */
    private static final class PrintedLine extends ChildProcess {
        PrintedLine(String line) {
            super("pasted", List.of("bash", "-c", line));
        }

        PrintedLine awaitOutput(String text) {
            awaitAlive(() -> output().contains(text));
            return this;
        }
    }

    @Test
    void thePrintedCommandsRunTheApplicationAndReceiveStockForAFirstOrder() {
        var port = Ports.free();
        var base = URI.create("http://localhost:" + port);
        try (var sandbox = new SandboxCommand();
                var application = new PrintedLine("exec " + System.getProperty("java.home") + "/bin/"
                                + sandbox.printed("java ").replace("java ", "java -Dquarkus.http.port=" + port + " "))
                        .awaitOutput("Listening on");
                var receipts =
                        new PrintedLine(sandbox.printed("for ").replace("http://localhost:8080", base.toString()))) {
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

    /** @return the folders of broker and database, from their command lines, because other sandboxes have folders beside them */
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
