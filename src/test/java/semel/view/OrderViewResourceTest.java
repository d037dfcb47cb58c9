package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.IntakeAndViewAlone;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class OrderViewResourceTest {
    private static final String ORDER = """
            {"customerId":"c-42","currency":"EUR","lines":[\
            {"productId":"p-1","quantity":2,"unitPrice":1250},{"productId":"p-2","quantity":1,"unitPrice":0}]}""";
    private static final String LINES = """
            [{"productId":"p-1","quantity":2,"unitPrice":1250},{"productId":"p-2","quantity":1,"unitPrice":0}]""";

    @Inject
    AgroalDataSource database;

    @Test
    void anOrderThatIsNotYetAppliedIsShownAsAccepted() {
        // Given
        var location = given().contentType("application/json")
                .body(ORDER)
                .post("/orders")
                .header("Location");
        // When
        var order = given().get(location);
        // Then
        var acceptedAt = order.jsonPath().getString("acceptedAt");
        assertThat(Instant.parse(acceptedAt)).isBeforeOrEqualTo(Instant.now());
        assertThat(order.contentType()).startsWith("application/json");
        assertThat(order.body().asString())
                .isEqualTo("{\"orderId\":\"" + location.substring("/orders/".length())
                        + "\",\"customerId\":\"c-42\",\"status\":\"ACCEPTED\",\"reason\":null,\"currency\":\"EUR\","
                        + "\"total\":2500,\"lines\":" + LINES + ",\"acceptedAt\":\"" + acceptedAt
                        + "\",\"decidedAt\":null,\"appliedAt\":null}");
    }

    @Test
    void anOrderIsNotFoundUntilItIsKnownToBeAccepted() throws SQLException {
        // Given
        var location = given().contentType("application/json")
                .body(ORDER)
                .post("/orders")
                .header("Location");
        var id = location.substring("/orders/".length());
        assertThat(given().get(location).statusCode()).isEqualTo(200);
        // When
        execute("update received set acknowledged_at = null, acknowledged_in = null where id = '" + id + "'");
        // Then
        assertNotFound(given().get(location));
        // When: its record was in the input topic after all, so it is decided
        execute(
                "insert into decision (id, topic_id, partition, record_offset, outcome, movements, decided_at) values ('"
                        + id + "', '" + UUID.randomUUID() + "', 0, 0, 'REFUSED', '', now())");
        // Then
        assertThat(given().get(location).jsonPath().getString("status")).isEqualTo("ACCEPTED");
        execute("delete from decision where id = '" + id + "'");
    }

    @Test
    void anAppliedOrderIsShownAsApplied() throws SQLException {
        // Given
        var id = UUID.randomUUID();
        execute("insert into customer_order values ('" + id + "', 'c-42', 'EUR', 2500, '" + LINES
                + "', 'REFUSED', 'OUT_OF_STOCK', '2026-01-01T12:00:00.000001Z', '2026-01-01T12:00:01Z',"
                + " '2026-01-01T12:00:02+00')");
        // When
        var order = given().get("/orders/" + id);
        // Then
        assertThat(order.body().asString())
                .isEqualTo("{\"orderId\":\"" + id
                        + "\",\"customerId\":\"c-42\",\"status\":\"REFUSED\",\"reason\":\"OUT_OF_STOCK\","
                        + "\"currency\":\"EUR\",\"total\":2500,\"lines\":" + LINES
                        + ",\"acceptedAt\":\"2026-01-01T12:00:00.000001Z\",\"decidedAt\":\"2026-01-01T12:00:01Z\","
                        + "\"appliedAt\":\"2026-01-01T12:00:02Z\"}");
    }

    @Test
    void aKnownTagIsAnsweredWith304UntilTheOrderChanges() throws SQLException {
        // Given
        var location = given().contentType("application/json")
                .body(ORDER)
                .post("/orders")
                .header("Location");
        var tag = given().get(location).header("ETag");
        assertThat(tag).matches("\"[A-Za-z0-9_-]{22}\"");
        // When
        for (var known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
            var same = given().header("If-None-Match", known).get(location);
            // Then
            assertThat(same.statusCode()).as(known).isEqualTo(304);
            assertThat(same.header("ETag")).isEqualTo(tag);
            assertThat(same.body().asByteArray()).isEmpty();
        }
        // When
        execute("insert into customer_order values ('" + location.substring("/orders/".length())
                + "', 'c-42', 'EUR', 2500, '" + LINES + "', 'FULFILLED', null, now(), now(), now())");
        // Then
        var changed = given().header("If-None-Match", tag).get(location);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.jsonPath().getString("status")).isEqualTo("FULFILLED");
        assertThat(changed.header("ETag")).isNotEqualTo(tag);
        assertThat(given().head(location).header("ETag")).isEqualTo(changed.header("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\"", "W/", "\"x\"", ",,"})
    void anyOtherTagIsAnsweredWithTheOrder(String known) {
        // Given
        var location = given().contentType("application/json")
                .body(ORDER)
                .post("/orders")
                .header("Location");
        // Then
        assertThat(given().header("If-None-Match", known).get(location).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOrderWithATagIsNotCompressed() {
        // Given
        var location = given().contentType("application/json")
                .body(ORDER)
                .post("/orders")
                .header("Location");
        // When
        var order = given().header("Accept-Encoding", "gzip").get(location);
        // Then
        assertThat(order.header("Content-Encoding")).isIn(null, "identity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1-1-1-1-1",
                "00000000-0000-0000-0000-000000000000",
                "01890A5D-AC96-774B-BCCE-B302099A8057",
                "%00",
                "';--"
            })
    void anUnknownOrInvalidIdIsNotFound(String id) {
        assertNotFound(given().urlEncodingEnabled(false).get("/orders/" + id));
    }

    @Test
    void anIdInUpperCaseIsNotFound() {
        // Given
        var location = given().contentType("application/json")
                .body(ORDER)
                .post("/orders")
                .header("Location");
        // Then
        assertThat(given().get(location).statusCode()).isEqualTo(200);
        var id = location.substring("/orders/".length());
        assertNotFound(given().get("/orders/" + id.toUpperCase(Locale.ROOT)));
    }

    @Test
    void aReceiptIsNotFoundAsAnOrder() {
        // Given
        var receipt = given().contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID())
                .body("{\"quantity\":1}")
                .post("/inventory/p-1/receipts")
                .jsonPath()
                .getString("receiptId");
        // Then
        assertNotFound(given().get("/orders/" + receipt));
    }

    private static void assertNotFound(Response response) {
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/not-found");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
