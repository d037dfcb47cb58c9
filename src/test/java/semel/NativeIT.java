package semel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import semel.kit.Client;
import semel.kit.OrderLoad;
import semel.kit.TestPipeline;

/**
 * Shows that the native image works as the jar does, with the settings of its start and not of its build. Runs with
 * {@code ./mvnw verify -Dnative}.
 */
@EnabledIf("semel.kit.App#isNative")
class NativeIT {
    private static final int PER_SECOND = 50;
    private static final long SEED = Long.getLong("semel.seed", System.currentTimeMillis());

    @Test
    void ordersAreAppliedOnceWhileReplicasAreKilled() {
        try (var pipeline = TestPipeline.on(Map.of());
                var first = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(first);
            var second = pipeline.start("semel-1").awaitReady();
            System.out.println("seed " + SEED);
            try (var load =
                    new OrderLoad("native-", PER_SECOND, SEED, List.of("pen"), List.of(first::base, second::base))) {
                load.awaitAccepted(100);
                second.kill();
                load.awaitAccepted(200);
                try (var successor = pipeline.start("semel-1").awaitReady()) {
                    load.awaitAccepted(400);
                    pipeline.assertExactlyOnce(successor, load.stop());
                }
            }
        }
    }

    /** The consumer of this protocol is put in place by reflection (decision 0020). */
    @Test
    void ordersAreAppliedOnceUnderTheNewProtocol() {
        try (var pipeline = TestPipeline.on(TestPipeline.NEW_PROTOCOL);
                var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var orders = pipeline.placeUntilAccepted(app.base(), 3).values();
            pipeline.assertExactlyOnce(app, orders);
        }
    }

    @Test
    void theImageContainsTheResourcesBehindItsLinks() {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            for (var path : List.of(
                    "/",
                    "/asyncapi",
                    "/schemas/semel.order.accepted.v1.json",
                    "/problems/overloaded",
                    "/q/openapi",
                    "/q/metrics",
                    "/q/health/ready",
                    "/orders",
                    "/inventory",
                    "/notifications",
                    "/audit")) {
                // The port is open before the replica has joined its groups, so the first answers may be errors.
                await().atMost(TestPipeline.PATIENCE)
                        .untilAsserted(() -> assertThat(new Client()
                                        .getPatiently(app.base().resolve(path))
                                        .status())
                                .as(path)
                                .isEqualTo(200));
            }
        }
    }

    @Test
    void recordsOfEveryCompressionAreRead() {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var orders = Arrays.stream(CompressionType.values())
                    .map(codec -> pipeline.witness().order("pen", codec))
                    .toList();
            pipeline.assertExactlyOnce(app, orders);
        }
    }

    @Test
    void itDoesNotStartWithoutASecuritySetting() {
        try (var pipeline = TestPipeline.on(Map.of("semel.security", ""));
                var app = pipeline.start("semel-0")) {
            assertThat(app.awaitExit()).isEqualTo(1);
            assertThat(app.output()).contains("semel.security is not set");
        }
    }
}
