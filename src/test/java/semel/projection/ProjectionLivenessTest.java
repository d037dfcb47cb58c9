package semel.projection;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import semel.kafka.TopicsConfig;
import semel.kit.Provokes;

/** Tests that a projection that has stopped for good fails the liveness check. */
@QuarkusTest
@TestProfile(ProjectionLivenessTest.OfItsOwn.class)
@Provokes({
    "semel.kafka.ProcessExit",
    "io.smallrye.reactive.messaging.kafka",
    "io.smallrye.reactive.messaging.provider",
    "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator"
})
class ProjectionLivenessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "semel.instance")
    String instance;

    @Inject
    TopicsConfig topics;

    @Test
    void aProjectionIsDownAfterAnotherProcessTookItsMembership() {
        // Given
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        // When
        try (var namesake = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "its-client",
                        ConsumerConfig.GROUP_ID_CONFIG,
                        topics.projectionGroup(),
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                        instance),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            namesake.subscribe(List.of(topics.orders(), topics.inventory(), topics.notifications()));
            // Then
            await().atMost(PATIENCE).until(() -> {
                namesake.poll(Duration.ofMillis(100));
                return get("/q/health/live").statusCode() == 503;
            });
        }
        assertThat(get("/q/health/live").body().asString())
                .contains("to-apply", "another process runs with the same semel.instance=namesake (member namesake-");
    }

    /** Starts a separate application, because its projection stays down. */
    public static final class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("semel.instance", "namesake");
        }
    }
}
