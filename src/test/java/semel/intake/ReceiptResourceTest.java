package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;
import static semel.intake.SampleRequests.json;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.post;
import static semel.intake.SampleRequests.receive;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.codec.Parsed;
import semel.codec.ReceiptCodec;
import semel.order.Receipt;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class ReceiptResourceTest {
    private static final String HUNDRED = "{\"quantity\":100}";

    @Inject
    InputTopics topics;

    @Inject
    ReceivedTableProbe table;

    @Test
    void anAcceptedReceiptIsInReceiptsIn() {
        // When
        var response = receive("p-accepted", newKey(), HUNDRED);
        // Then
        assertThat(response.statusCode()).isEqualTo(202);
        var id = UUID.fromString(response.jsonPath().getString("receiptId"));
        assertThat(response.body().asString()).isEqualTo("{\"receiptId\":\"" + id + "\",\"status\":\"ACCEPTED\"}");
        assertThat(response.header("Location")).isNull();
        assertThat(topics.receiptsOf("p-accepted")).singleElement().satisfies(record -> {
            var receipt = ((Parsed.Valid<Receipt>) ReceiptCodec.decode(record.key(), record.value())).value();
            assertThat(receipt.id().value()).isEqualTo(id);
            assertThat(receipt.quantity()).isEqualTo(100);
        });
        assertThat(table.isAcknowledged(id)).isTrue();
    }

    @Test
    void aReceiptNeedsAKey() {
        // Given
        var before = table.rows();
        // When
        var response = json().body(HUNDRED).post("/inventory/p-1/receipts");
        // Then
        assertProblem(response, 400, "idempotency-key-required");
        assertThat(table.rows()).isEqualTo(before);
    }

    @Test
    void theSameKeyReturnsTheSameReceipt() {
        // Given
        var key = newKey();
        var first = receive("p-replayed", key, HUNDRED);
        // When
        var second = receive("p-replayed", "\"" + key + "\"", " { \"quantity\" : 100 } ");
        // Then
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body().asString()).isEqualTo(first.body().asString());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(topics.receiptsOf("p-replayed")).hasSize(1);
    }

    @Test
    void anotherQuantityOrProductUnderTheKeyIsRefused() {
        // Given
        var key = newKey();
        receive("p-1", key, HUNDRED);
        // Then
        assertProblem(receive("p-1", key, "{\"quantity\":101}"), 422, "idempotency-key-reused");
        assertProblem(receive("p-2", key, HUNDRED), 422, "idempotency-key-reused");
    }

    @Test
    void anOrderMayHaveTheKeyOfAReceipt() {
        // Given
        var key = newKey();
        receive("p-1", key, HUNDRED);
        // When
        var order = post(key, ORDER);
        // Then
        assertThat(order.statusCode()).isEqualTo(202);
        assertThat(order.header("Idempotent-Replayed")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"quantity\":0}",
                "{\"quantity\":1000000001}",
                "{\"quantity\":\"1\"}",
                "{\"quantity\":null}"
            })
    void aQuantityIsOneToABillion(String body) {
        // When
        var response = receive("p-1", newKey(), body);
        // Then
        assertProblem(response, 400, "invalid-body");
        assertThat(response.jsonPath().getString("errors[0].pointer")).isEqualTo("/quantity");
    }

    @Test
    void theSameQuantityInAnotherNotationIsAReplay() {
        // Given
        var key = newKey();
        receive("p-1", key, "{\"quantity\":100}");
        // When
        var second = receive("p-1", key, "{\"quantity\":1.00e2}");
        // Then
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p", "p 1", "%00", "p%2F1", "ä"})
    void anInvalidProductIsNotFound(String product) {
        var response = json().urlEncodingEnabled(false)
                .header(IdempotencyKey.HEADER, newKey())
                .body(HUNDRED)
                .post("/inventory/" + product.replace(" ", "%20").replace("ä", "%C3%A4") + "/receipts");
        assertProblem(response, 404, "not-found");
    }

    private static void assertProblem(Response response, int status, String type) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo(PROBLEM);
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/" + type);
    }
}
