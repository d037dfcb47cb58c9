package semel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SandboxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Test
    void aTakenPortIsNotFoughtForAndTheEndLeavesNothing() throws IOException {
        var before = folders();
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
            // When
            sandbox.close();
            // Then
            assertThat(ProcessHandle.of(sandbox.brokerPid())).isEmpty();
            assertThat(ProcessHandle.of(sandbox.databasePid())).isEmpty();
            assertThat(folders()).isEqualTo(before);
        }
    }

    @Test
    void aKilledOwnerTakesEverythingWithIt() {
        // Given
        var before = folders();
        var wished = Ports.free();
        var sandbox = Sandbox.start(wished, 0);
        assertThat(sandbox.bootstrapServers()).isEqualTo("127.0.0.1:" + wished);
        var ours = new HashSet<>(folders());
        ours.removeAll(before);
        assertThat(ours).hasSize(2);
        // Frozen, it cannot see that its parent has gone.
        Signal.STOP.sendTo(sandbox.brokerPid());
        // When
        Signal.KILL.sendTo(sandbox.pid());
        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(ProcessHandle.of(sandbox.brokerPid())).isEmpty();
            assertThat(ProcessHandle.of(sandbox.databasePid())).isEmpty();
            assertThat(folders()).doesNotContainAnyElementsOf(ours);
        });
    }

    private static Set<Path> folders() {
        try (var folders = Files.list(Build.sandboxFolder())) {
            return folders.collect(Collectors.toSet());
        } catch (IOException nothingYet) {
            return Set.of();
        }
    }
}
