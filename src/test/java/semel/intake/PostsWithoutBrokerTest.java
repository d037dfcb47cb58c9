package semel.intake;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;
import static semel.intake.SampleRequests.batch;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.post;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import semel.kafka.TopicsConfig;
import semel.kit.Provokes;
import semel.sandbox.SandboxResource;
import semel.sql.FreshContext;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
@Provokes({"semel.kafka.Outage", "semel.problem.UnansweredLog", "org.apache.kafka.clients.producer.internals.Sender"})
class PostsWithoutBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    InputTopics topics;

    @Inject
    ReceivedTableProbe table;

    @Inject
    Admin admin;

    @Inject
    TopicsConfig names;

    @Inject
    ReceivedTable received;

    @Inject
    MeterRegistry registry;

    @Inject
    Vertx vertx;

    @TestHTTPResource
    URI server;

    @Test
    void anUnacknowledgedOrderIsUnknownUntilARetryIsAcknowledged() {
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
        // The first copy may have been written after all: the decision suppresses it.
        assertThat(topics.copiesOf(id)).hasSizeBetween(1, 2);
    }

    @Test
    void theAuditHasNoVerdictWithoutTheBroker() {
        // Given
        var broker = SandboxResource.broker();
        Response frozen;
        broker.freeze();
        try {
            // When
            frozen = given().get("/audit");
        } finally {
            broker.thaw();
        }
        // Then
        assertThat(frozen.statusCode()).isEqualTo(503);
        assertThat(frozen.contentType()).isEqualTo(PROBLEM);
        assertThat(frozen.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void theUnacknowledgedLinesOfABatchAreUnknown() {
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
    void anOrderThatIsTooLargeForTheTopicLeavesNothingAndBindsNoKey() throws Exception {
        // Given
        var key = newKey();
        var small = ORDER.replace("\"quantity\":2", "\"quantity\":3");
        var refusals =
                registry.get("semel.posts.refused").tag("reason", "too-large").counter();
        Response refused;
        Response line;
        double counted;
        bound(10);
        try {
            var before = refusals.count();
            // When
            refused = post(key, ORDER);
            line = batch(key, ORDER);
            counted = refusals.count() - before;
        } finally {
            bound(1_048_588);
        }
        // Then
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/record-too-large");
        assertThat(refused.jsonPath().getString("detail")).contains(" bytes");
        assertThat(refused.jsonPath().getString("orderId")).isNull();
        assertThat(line.jsonPath().getInt("results[0].problem.status")).isEqualTo(413);
        assertThat(counted).isEqualTo(2);
        assertThat(table.rowsOf(key)).isZero();
        assertThat(table.rowsOf(key + "\t1")).isZero();
        // When
        var other = post(key, small);
        // Then
        assertThat(other.statusCode()).isEqualTo(202);
        assertThat(other.header("Idempotent-Replayed")).isNull();
        assertThat(post(key, ORDER).statusCode()).isEqualTo(422);
    }

    /** An earlier request with the key was not answered: its record may be in the topic. */
    @Test
    void aTooLargeOrderThatMayHaveBeenSentKeepsItsRowAndKey() throws Exception {
        // Given
        var key = newKey();
        var earlier = SampleRequests.posted(new IdempotencyKey(key));
        table.insert(earlier);
        Response refused;
        bound(10);
        try {
            // When
            refused = post(key, ORDER);
        } finally {
            bound(1_048_588);
        }
        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/broker-refuses");
        assertThat(refused.jsonPath().getString("reason")).isEqualTo("too-large");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.jsonPath().getString("orderId"))
                .isEqualTo(earlier.id().toString());
        assertThat(table.isAcknowledged(earlier.id())).isFalse();
        assertThat(given().get("/orders/" + earlier.id()).statusCode()).isEqualTo(404);
        // When
        var retry = post(key, ORDER);
        // Then
        assertThat(retry.statusCode()).isEqualTo(202);
        assertThat(retry.jsonPath().getString("orderId")).isEqualTo(earlier.id().toString());
        assertThat(given().get("/orders/" + earlier.id()).statusCode()).isEqualTo(200);
    }

    /** Another request with the key found the row, and may have sent its record. */
    @Test
    void aRowThatAnotherPostFoundIsNotRemoved() {
        // Given
        var key = newKey();
        var own = SampleRequests.posted(new IdempotencyKey(key));
        var row = onItsContext(() -> received.enter(List.of(own))).get(0);
        assertThat(row.isReplayedBy(own)).isFalse();
        onItsContext(() -> received.enter(List.of(SampleRequests.posted(new IdempotencyKey(key)))));
        // Then
        assertThat(onItsContext(() -> received.remove(List.of(row)))).isEmpty();
        assertThat(table.rowsOf(key)).isEqualTo(1);
        // And a row that no other request found is removed
        var alone = SampleRequests.posted(new IdempotencyKey(newKey()));
        var other = onItsContext(() -> received.enter(List.of(alone))).get(0);
        assertThat(onItsContext(() -> received.remove(List.of(other)))).containsExactly(alone.id());
    }

    @Test
    void anAcceptedRequestIsFinishedEvenIfTheClientDisconnects() throws Exception {
        // Given
        var order = ORDER.replace("c-42", "c-hangs-up");
        var request = RawHttp.request("POST", "/orders", "Content-Type: application/json\r\n", order.getBytes(UTF_8));
        var broker = SandboxResource.broker();
        var rows = table.rows();
        broker.freeze();
        try {
            // When
            try (var client = new Socket(server.getHost(), server.getPort())) {
                client.getOutputStream().write(request);
                await().atMost(PATIENCE).until(() -> table.rows() > rows);
            }
        } finally {
            broker.thaw();
        }
        // Then
        await().atMost(PATIENCE).until(() -> topics.ordersOf("c-hangs-up").size() == 1);
        var key = new String(topics.ordersOf("c-hangs-up").get(0).key(), UTF_8);
        await().atMost(PATIENCE).until(() -> table.isAcknowledged(UUID.fromString(key)));
    }

    private <T> T onItsContext(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .deferred(work)
                .runSubscriptionOn(FreshContext.beside(vertx.getOrCreateContext()))
                .await()
                .atMost(PATIENCE);
    }

    private void bound(int maxMessageBytes) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, names.ordersIn());
        var entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get();
        // The answer means that the controller has the change; the broker applies it a moment later.
        await().atMost(PATIENCE).until(() -> post(newKey(), ORDER).statusCode() == (maxMessageBytes == 10 ? 413 : 202));
    }
}
