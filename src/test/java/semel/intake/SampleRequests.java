package semel.intake;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.order.OrderId;

/** Sends requests as a client. */
final class SampleRequests {
    static final String ORDER = """
            {"customerId":"c-42","currency":"EUR","lines":[{"productId":"p-1","quantity":2,"unitPrice":1250}]}""";
    static final String PROBLEM = "application/problem+json";

    private SampleRequests() {}

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** The order as a post with the key, not yet stored or sent. */
    static Posted posted(IdempotencyKey key) {
        var order = IntakeResponses.valid(OrderCodec.fromRequest(
                ORDER.getBytes(StandardCharsets.UTF_8),
                new OrderId(UUID.randomUUID()),
                Instant.parse("2026-01-01T12:00:00Z")));
        return Posted.of(order, Optional.of(key), "");
    }

    static RequestSpecification json() {
        return given().contentType("application/json");
    }

    static Response post(String key, String order) {
        return json().header(IdempotencyKey.HEADER, key).body(order).post("/orders");
    }

    static Response post(String order) {
        return json().body(order).post("/orders");
    }

    /** Sends the bodies as elements of an array. */
    static Response batch(String key, String... orders) {
        return json().header(IdempotencyKey.HEADER, key)
                .body("[" + String.join(",", orders) + "]")
                .post("/orders/batch");
    }

    static Response lines(String key, String lines) {
        return given().config(RestAssured.config()
                        .encoderConfig(
                                EncoderConfig.encoderConfig().encodeContentTypeAs(BatchBody.LINES, ContentType.TEXT)))
                .contentType(BatchBody.LINES)
                .header(IdempotencyKey.HEADER, key)
                .body(lines.getBytes(StandardCharsets.UTF_8))
                .post("/orders/batch");
    }

    static Response receive(String product, String key, String receipt) {
        return json().header(IdempotencyKey.HEADER, key).body(receipt).post("/inventory/" + product + "/receipts");
    }
}
