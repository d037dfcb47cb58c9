package semel.intake;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.Requests.ORDER;
import static semel.intake.Requests.PROBLEM;
import static semel.intake.Requests.json;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(Alone.class)
class BadBodiesTest {
    private static final int LIMIT = 64 * 1024;

    @Inject
    Table table;

    @TestHTTPResource("/orders")
    URI orders;

    @ParameterizedTest
    @MethodSource
    void aBadBodyIsRefusedWithEachViolationAndLeavesNoRow(byte[] body, List<String> pointers) {
        // Given
        var before = table.rows();
        // When
        var response = json().body(body).post("/orders");
        // Then
        assertProblem(response, 400, "invalid-body");
        assertThat(response.jsonPath().getList("errors.pointer", String.class)).isEqualTo(pointers);
        assertThat(response.jsonPath().getList("errors.detail", String.class)).doesNotContainNull();
        assertThat(table.rows()).isEqualTo(before);
    }

    static Stream<Arguments> aBadBodyIsRefusedWithEachViolationAndLeavesNoRow() {
        return Stream.of(
                bad("", ""),
                bad("null", ""),
                bad("[" + ORDER + "]", ""),
                bad(ORDER.substring(0, 50), ""),
                bad(ORDER + "{", ""),
                bad(ORDER.replace("}]", ",\"unitPrice\":1}]"), ""),
                bad("\ufeff" + ORDER, ""),
                Arguments.of(ORDER.getBytes(UTF_16LE), List.of("")),
                Arguments.of(ORDER.replace("c-42", "c-é").getBytes(ISO_8859_1), List.of("")),
                bad("{\"a\":".repeat(10_000), ""),
                bad("{}", "/customerId", "/currency", "/lines"),
                bad(ORDER.replace("{\"customerId\"", "{\"note\":1,\"customerId\""), "/note"),
                bad(ORDER.replace("\"c-42\"", "42").replace("\"EUR\"", "\"ABC\""), "/customerId", "/currency"),
                bad(ORDER.replace("1250", "9223372036854775808"), "/lines/0/unitPrice"),
                bad(ORDER.replace("1250", "1e400").replace(":2", ":0.5"), "/lines/0/quantity", "/lines/0/unitPrice"),
                bad(ORDER.replace("p-1", "x".repeat(10_000)), "/lines/0/productId"),
                bad(ORDER.replace("p-1", "\\u0000"), "/lines/0/productId"),
                bad(ORDER.replace("c-42", "c\\r\\nadmin"), "/customerId"),
                bad(ORDER.replace("[", "[7,"), "/lines/0"));
    }

    private static Arguments bad(String body, String... pointers) {
        return Arguments.of(body.getBytes(UTF_8), List.of(pointers));
    }

    @Test
    void theAnswerToAThousandErrorsIsShort() {
        // Given
        var body = new StringBuilder("{");
        for (int i = 0; i < 5000; i++) {
            body.append("\"f").append(i).append("\":1,");
        }
        // When
        var response = json().body(body + "\"lines\":[]}").post("/orders");
        // Then
        assertProblem(response, 400, "invalid-body");
        assertThat(response.jsonPath().getList("errors")).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/*",
                "*/*",
                "json",
                "application/vnd.api+json",
                "application/json, text/plain"
            })
    void aBodyOfAnotherTypeIsRefused(String contentType) throws IOException {
        assertThat(raw("Content-Type: " + contentType + "\r\nContent-Length: " + ORDER.length() + "\r\n\r\n" + ORDER))
                .startsWith("HTTP/1.1 415")
                .contains(PROBLEM, "/problems/unsupported-media-type");
    }

    @Test
    void aBodyOfNoTypeIsRefused() throws IOException {
        assertThat(raw("Content-Length: " + ORDER.length() + "\r\n\r\n" + ORDER))
                .startsWith("HTTP/1.1 415")
                .contains(PROBLEM, "/problems/unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "Application/JSON"})
    void jsonIsTaken(String contentType) {
        assertThat(given().contentType(contentType).body(ORDER).post("/orders").statusCode())
                .isEqualTo(202);
    }

    @Test
    void aBodyHasAtMost64KiB() {
        // Given
        var before = table.rows();
        var largest = ORDER + " ".repeat(LIMIT - ORDER.length());
        // Then
        assertThat(json().body(largest).post("/orders").statusCode()).isEqualTo(202);
        assertProblem(json().body(largest + " ").post("/orders"), 413, "body-too-large");
        assertThat(table.rows()).isEqualTo(before + 1);
    }

    @Test
    void aBodyInChunksHasAtMost64KiBToo() throws IOException {
        // Given
        var chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        var largest = ORDER + " ".repeat(LIMIT - ORDER.length());
        // Then
        assertThat(raw(chunked + chunk(largest) + chunk(""))).startsWith("HTTP/1.1 202");
        assertThat(kept(chunked + chunk(largest) + chunk(" ")))
                .startsWith("HTTP/1.1 413")
                .contains(PROBLEM, "/problems/body-too-large");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void theLengthThatIsAnnouncedIsEnough() throws IOException {
        assertThat(kept("Content-Type: application/json\r\nContent-Length: 2147483648\r\n\r\n" + " ".repeat(LIMIT + 1)))
                .startsWith("HTTP/1.1 413")
                .contains(PROBLEM, "/problems/body-too-large");
    }

    @Test
    void whatIsNotThereIsAProblem() {
        assertProblem(given().get("/nothing"), 404, "not-found");
        assertProblem(given().get("/orders/1/lines"), 404, "not-found");
        assertProblem(json().body(ORDER).delete("/orders"), 405, "method-not-allowed");
        assertProblem(json().accept("text/html").body(ORDER).post("/orders"), 406, "not-acceptable");
    }

    private static void assertProblem(Response response, int status, String type) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo(PROBLEM);
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/" + type);
        assertThat(response.jsonPath().getString("title")).isNotBlank();
        assertThat(response.body().asString()).doesNotContain("Exception", "semel.", "jakarta", "\tat ");
    }

    /** To the letter, as no client would send it; returns what comes until the connection ends. */
    private String raw(String headersAndBody) throws IOException {
        return kept("Connection: close\r\n" + headersAndBody);
    }

    /** The client would keep the connection: what comes until the server ends it. */
    private String kept(String headersAndBody) throws IOException {
        try (var socket = new Socket(orders.getHost(), orders.getPort())) {
            socket.setSoTimeout(30_000);
            var request = "POST /orders HTTP/1.1\r\nHost: test\r\n" + headersAndBody;
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
