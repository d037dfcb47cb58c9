package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.crash.RefusalIT.DECISION;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import semel.kit.App;
import semel.kit.Proxy;
import semel.kit.TestPipeline;

/** Tests that SIGTERM ends a replica soon, no matter what it waits for. */
@Execution(ExecutionMode.CONCURRENT)
class StopIT {
    /** Much longer than a stop takes, much shorter than the waits. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final int SIGTERM = 143;

    @Test
    void aSignalEndsAReplicaThatIsParked() {
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = RefusalIT.admin(pipeline)) {
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
                app.stop();
            }
            RefusalIT.move(admin, pipeline, DECISION, RefusalIT.zero(RefusalIT.committed(admin, pipeline, DECISION)));
            try (var app = pipeline.start("semel-0").awaitReady()) {
                RefusalIT.awaitParked(pipeline, app, DECISION);
                assertEndsSoon(app);
                assertThat(app.output()).doesNotContain("FATAL", "SRMSG18217", "SRMSG18228");
            }
        }
    }

    @Test
    void aSignalEndsAReplicaWhoseGroupsWaitForTheDatabase() {
        try (var pipeline = TestPipeline.on(Map.of());
                var wire = Proxy.before(pipeline.database().port())) {
            var question = wire.strike("from applied where topic", 1, Proxy.Cut.HALF_OPEN);
            var url = pipeline.settings()
                    .get("quarkus.datasource.reactive.url")
                    .replace(":" + pipeline.database().port() + "/", ":" + wire.port() + "/");
            try (var app = pipeline.start("semel-0", Map.of("quarkus.datasource.reactive.url", url))
                    .awaitReady()) {
                question.await();
                assertEndsSoon(app);
                assertThat(app.output()).doesNotContain("FATAL", "SRMSG18217", "SRMSG18228", "stage parked");
            }
        }
    }

    @Test
    void aSignalEndsAReplicaThatWaitsForTheBrokerAtItsStart() throws IOException {
        try (var silent = silent();
                var pipeline = TestPipeline.on(Map.of(
                        "kafka.bootstrap.servers", "127.0.0.1:" + silent.getLocalPort(),
                        "kafka.request.timeout.ms", "60000",
                        "kafka.default.api.timeout.ms", "60000"))) {
            assertEndsSoonOnceConnected(pipeline, silent);
        }
    }

    @Test
    void aSignalEndsAReplicaThatWaitsForTheDatabaseAtItsStart() throws IOException {
        try (var silent = silent();
                var pipeline = TestPipeline.on(Map.of(
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/none",
                        "quarkus.datasource.jdbc.acquisition-timeout",
                        "60s"))) {
            assertEndsSoonOnceConnected(pipeline, silent);
        }
    }

    /** Accepts connections and never answers. */
    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }

    private static void assertEndsSoonOnceConnected(TestPipeline pipeline, ServerSocket silent) throws IOException {
        silent.setSoTimeout((int) TestPipeline.PATIENCE.toMillis());
        try (var app = pipeline.start("semel-0");
                var connected = silent.accept()) {
            assertThat(connected.isConnected()).isTrue();
            assertEndsSoon(app);
        }
    }

    private static void assertEndsSoon(App app) {
        app.terminate();
        await().atMost(SOON).until(() -> !app.isAlive());
        assertThat(app.awaitExit()).isEqualTo(SIGTERM);
    }
}
