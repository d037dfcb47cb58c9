package semel.intake;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;
import static semel.intake.SampleRequests.json;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class BodiesTest {
    private static final int LIMIT = 64 * 1024;
    private static final int AT_ONCE = 100;

    @Inject
    ReceivedTableProbe table;

    @TestHTTPResource("/orders")
    URI orders;

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
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "Application/JSON"})
    void jsonIsAccepted(String contentType) {
        assertThat(given().contentType(contentType).body(ORDER).post("/orders").statusCode())
                .isEqualTo(202);
    }

    @Test
    void theProblemPagesNameTheActualLimits() {
        assertThat(given().get("/problems/body-too-large").jsonPath().getString("when"))
                .contains(Body.MAX_BYTES + " bytes", "larger than " + BatchBody.MAX_BYTES);
        assertThat(given().get("/problems/unsupported-media-type").jsonPath().getString("when"))
                .contains(BatchBody.LINES);
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
    void aChunkedBodyHasAtMost64KiB() {
        // Given
        var chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        var largest = ORDER + " ".repeat(LIMIT - ORDER.length());
        // Then
        assertThat(raw(chunked + chunk(largest) + chunk(""))).startsWith("HTTP/1.1 202");
        assertThat(kept(chunked + chunk(largest) + chunk(" ")))
                .startsWith("HTTP/1.1 413")
                .contains(PROBLEM, "/problems/body-too-large");
    }

    /** Its length is not known before it is read, and then counts as the largest of an order, not of a batch. */
    @Test
    void manyChunkedPostsAreReadAtOnce() throws IOException {
        var clients = new ArrayList<Socket>();
        try {
            // Given
            for (int i = 0; i < AT_ONCE; i++) {
                var client = new Socket(orders.getHost(), orders.getPort());
                clients.add(client);
                client.getOutputStream()
                        .write(("POST /orders HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk(" "))
                                .getBytes(US_ASCII));
            }
            // When
            for (var client : clients) {
                client.getOutputStream().write((chunk(ORDER) + chunk("")).getBytes(US_ASCII));
            }
            // Then
            for (var client : clients) {
                assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                        .startsWith("HTTP/1.1 202");
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void aTooLargeContentLengthIsRefused() {
        assertThat(kept("Content-Type: application/json\r\nContent-Length: 2147483648\r\n\r\n" + " ".repeat(LIMIT + 1)))
                .startsWith("HTTP/1.1 413")
                .contains(PROBLEM, "/problems/body-too-large");
    }

    private static void assertProblem(Response response, int status, String type) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo(PROBLEM);
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/" + type);
        assertThat(response.jsonPath().getString("title")).isNotBlank();
        assertThat(response.body().asString()).doesNotContain("Exception", "semel.", "jakarta", "\tat ");
    }

    private String raw(String headersAndBody) {
        return kept("Connection: close\r\n" + headersAndBody);
    }

    /** Keeps the connection open. @return everything until the server closes it */
    private String kept(String headersAndBody) {
        var request = "POST /orders HTTP/1.1\r\nHost: test\r\n" + headersAndBody;
        var answer = RawHttp.send(orders, request.getBytes(US_ASCII));
        return answer.head() + answer.body();
    }
}
