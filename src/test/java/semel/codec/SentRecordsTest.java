package semel.codec;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kafka.TopicsConfig;
import semel.kit.Provokes;
import semel.kit.Witness;
import semel.order.EventId;
import semel.sandbox.SandboxResource;

/**
 * Sends orders and a receipt through the whole pipeline, and checks the records on each topic against the schemas, the AsyncAPI
 * document and the CloudEvents SDK.
 */
@QuarkusTest
@Provokes({"com.networknt.schema.UnknownKeywordFactory", "semel.decision.DecisionStore"})
class SentRecordsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TopicsConfig topics;

    private final String product = "p-" + UUID.randomUUID();
    private Witness witness;
    private JsonNode asyncApi;

    @BeforeEach
    void open() {
        witness = new Witness(
                SandboxResource.broker().bootstrapServers(), topics.prefix().orElse(""));
        asyncApi = JsonSchemas.parse(AsyncApi.json(topics).getBytes(UTF_8));
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void eachRecordIsSentAsItIsDescribed() {
        // Given
        var receipt = receive(10);
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
        var fulfilled = order(product, 2);
        var refused = order(product, 1000);
        var unknown = order("p-" + UUID.randomUUID(), 1);
        var failed = order("moody", 1);
        var garbage = UUID.randomUUID();
        // When
        witness.write(
                topics.ordersIn(),
                List.of(new ProducerRecord<>(
                        topics.ordersIn(), garbage.toString().getBytes(UTF_8), new byte[] {0, -1})));
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
        // Then
        var orders = Set.of(fulfilled, refused, unknown);
        assertDescribed(
                "orders-in",
                "orderAccepted",
                MessageType.ORDER_ACCEPTED,
                Map.of(fulfilled, 1, refused, 1, unknown, 1, failed, 1));
        assertDescribed("receipts-in", "receiptAccepted", MessageType.RECEIPT_ACCEPTED, Map.of(receipt, 1));
        assertDescribed("orders", "orderDecided", MessageType.of(EventId.Kind.ORDER), each(orders));
        assertDescribed(
                "inventory", "stockMoved", MessageType.of(EventId.Kind.INVENTORY), Map.of(receipt, 1, fulfilled, 2));
        assertDescribed("notifications", "customerNotified", MessageType.of(EventId.Kind.NOTIFICATION), each(orders));
        assertLetter(failed, "policy-failed");
        assertLetter(garbage, "unreadable");
        assertThat(JsonSchemas.violations(
                        MessageType.ORDER_ACCEPTED.text(), letter(failed).value()))
                .isEmpty();
    }

    private void assertDescribed(String topic, String message, MessageType type, Map<UUID, Integer> expected) {
        var found = new HashMap<UUID, Integer>();
        for (var record : witness.read(topic)) {
            var subject = subject(record);
            if (expected.containsKey(subject)) {
                found.merge(subject, 1, Integer::sum);
                assertThat(JsonSchemas.violations(type.text(), record.value())).isEmpty();
                assertThat(JsonSchemas.violationsOfHeaders(asyncApi, message, record.headers()))
                        .isEmpty();
                var event = CloudEventTest.read(record.headers(), record.value());
                assertThat(event.getType()).isEqualTo(type.text());
                assertThat(event.getId()).startsWith(subject.toString());
                assertThat(event.getSubject()).isEqualTo(subject.toString());
                assertThat(event.getDataContentType()).isEqualTo("application/json");
            }
        }
        assertThat(found).as(topic).isEqualTo(expected);
    }

    private void assertLetter(UUID key, String reason) {
        var headers = JsonSchemas.object(letter(key).headers());
        assertThat(headers.path("reason").textValue()).isEqualTo(reason);
        assertThat(JsonSchemas.violations(
                        JsonSchemas.DEAD_LETTER, headers.toString().getBytes(UTF_8)))
                .isEmpty();
    }

    private ConsumerRecord<byte[], byte[]> letter(UUID key) {
        return witness.read("orders-dead-letters").stream()
                .filter(letter -> letter.key() != null && new String(letter.key(), UTF_8).equals(key.toString()))
                .findAny()
                .orElseThrow();
    }

    /** Other tests write to these topics too, with or without headers. */
    private static UUID subject(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader("ce_subject");
        return header == null ? new UUID(0, 0) : UUID.fromString(new String(header.value(), UTF_8));
    }

    private static Map<UUID, Integer> each(Set<UUID> ids) {
        var once = new HashMap<UUID, Integer>();
        ids.forEach(id -> once.put(id, 1));
        return once;
    }

    private UUID receive(int quantity) {
        return id(
                given().contentType("application/json")
                        .header("Idempotency-Key", UUID.randomUUID())
                        .body("{\"quantity\":" + quantity + "}")
                        .post("/inventory/" + product + "/receipts"),
                "receiptId");
    }

    /** Posts an order of two lines of the product, each with this quantity. */
    private static UUID order(String product, int quantity) {
        var line = "{\"productId\":\"" + product + "\",\"quantity\":" + quantity + ",\"unitPrice\":1250}";
        return id(
                given().contentType("application/json")
                        .body("{\"customerId\":\"c-42\",\"currency\":\"EUR\",\"lines\":[" + line + "," + line + "]}")
                        .post("/orders"),
                "orderId");
    }

    private static UUID id(Response response, String field) {
        assertThat(response.statusCode()).isEqualTo(202);
        return UUID.fromString(response.jsonPath().getString(field));
    }
}
