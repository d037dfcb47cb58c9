package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.Requests.ORDER;
import static semel.intake.Requests.PROBLEM;
import static semel.intake.Requests.batch;
import static semel.intake.Requests.newKey;
import static semel.intake.Requests.post;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import semel.sandbox.SandboxResource;
import semel.wire.Topics;

@QuarkusTest
@TestProfile(Alone.class)
class BrokerAwayTest {
    @Inject
    InputTopics topics;

    @Inject
    Table table;

    @Inject
    Admin admin;

    @Inject
    Topics names;

    @Test
    void anOrderThatNobodyAcknowledgedIsUnknownUntilARetryIs() {
        // Given
        assertThat(post(ORDER).statusCode()).isEqualTo(202);
        var broker = SandboxResource.broker();
        var key = newKey();
        Response frozen;
        broker.freeze();
        try {
            // When
            frozen = post(key, ORDER);
        } finally {
            broker.thaw();
        }
        // Then
        assertThat(frozen.statusCode()).isEqualTo(503);
        assertThat(frozen.contentType()).isEqualTo(PROBLEM);
        assertThat(frozen.jsonPath().getString("type")).isEqualTo("/problems/not-acknowledged");
        assertThat(frozen.header("Retry-After")).isEqualTo("1");
        var id = UUID.fromString(frozen.jsonPath().getString("orderId"));
        assertThat(table.isAcknowledged(id)).isFalse();
        // When
        var retry = post(key, ORDER);
        // Then
        assertThat(retry.statusCode()).isEqualTo(202);
        assertThat(retry.jsonPath().getString("orderId")).isEqualTo(id.toString());
        assertThat(retry.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(table.isAcknowledged(id)).isTrue();
        // The first copy may have come through after all: the claim suppresses it.
        assertThat(topics.copiesOf(id)).hasSizeBetween(1, 2);
    }

    @Test
    void ofABatchTheLinesThatNobodyAcknowledgedAreUnknown() {
        // Given
        var key = newKey();
        var known = batch(key, ORDER).jsonPath().getString("results[0].orderId");
        var broker = SandboxResource.broker();
        Response frozen;
        broker.freeze();
        try {
            // When
            frozen = batch(key, ORDER, ORDER, "{}");
        } finally {
            broker.thaw();
        }
        // Then
        assertThat(frozen.statusCode()).isEqualTo(200);
        assertThat(frozen.header("Retry-After")).isEqualTo("1");
        var results = frozen.jsonPath();
        assertThat(results.getString("results[0].orderId")).isEqualTo(known);
        assertThat(results.getString("results[1].problem.type")).isEqualTo("/problems/not-acknowledged");
        assertThat(results.getInt("results[1].problem.status")).isEqualTo(503);
        assertThat(results.getString("results[2].problem.type")).isEqualTo("/problems/invalid-body");
        var id = UUID.fromString(results.getString("results[1].problem.orderId"));
        assertThat(table.isAcknowledged(id)).isFalse();
        // When
        var retry = batch(key, ORDER, ORDER, "{}").jsonPath();
        // Then
        assertThat(retry.getString("results[1].orderId")).isEqualTo(id.toString());
        assertThat(retry.getBoolean("results[1].replayed")).isTrue();
        assertThat(table.isAcknowledged(id)).isTrue();
        assertThat(topics.copiesOf(id)).hasSizeBetween(1, 2);
        assertThat(topics.copiesOf(UUID.fromString(known))).hasSize(1);
    }

    @Test
    void anOrderThatTheBrokerRefusesIsAcceptedOnceItTakesIt() throws Exception {
        // Given
        var key = newKey();
        Response refused;
        bound(10);
        try {
            // When
            refused = post(key, ORDER);
        } finally {
            bound(1_048_588);
        }
        // Then
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/internal");
        var id = UUID.fromString(refused.jsonPath().getString("orderId"));
        assertThat(topics.copiesOf(id)).isEmpty();
        // When
        var retry = post(key, ORDER);
        // Then
        assertThat(retry.statusCode()).isEqualTo(202);
        assertThat(retry.jsonPath().getString("orderId")).isEqualTo(id.toString());
        assertThat(topics.copiesOf(id)).hasSize(1);
    }

    private void bound(int maxMessageBytes) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, names.ordersIn());
        var entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
