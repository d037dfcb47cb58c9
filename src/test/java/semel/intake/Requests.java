package semel.intake;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;

/** What a client sends. */
final class Requests {
    static final String ORDER = """
            {"customerId":"c-42","currency":"EUR","lines":[{"productId":"p-1","quantity":2,"unitPrice":1250}]}""";
    static final String PROBLEM = "application/problem+json";

    private Requests() {}

    static String newKey() {
        return UUID.randomUUID().toString();
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

    static Response receive(String product, String key, String receipt) {
        return json().header(IdempotencyKey.HEADER, key).body(receipt).post("/inventory/" + product + "/receipts");
    }
}
