package semel.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests against request smuggling: if the end of a body is in doubt, one answer is sent and the connection ends. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class TransferEncodingTest {
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.[01] \\d{3}");
    private static final List<String> STARTS = List.of(
            "POST /orders",
            "POST /orders/batch",
            "GET /orders",
            "GET /nothing",
            "GET /",
            "GET /q/health/live",
            "GET /q/metrics");

    /** A hidden request; if it ran, it would end the connection. */
    private static final String HIDDEN =
            "POST /orders HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + ORDER.length() + "\r\n\r\n" + ORDER;

    @Inject
    ReceivedTableProbe table;

    @TestHTTPResource
    URI server;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding: ,chunked",
                "Transfer-Encoding:",
                "Transfer-Encoding: ",
                "Transfer-Encoding: x\r\n chunked",
                "Transfer-Encoding: chunked\r\n x",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
                "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: xchunked\r\nContent-Length: 5",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: xchunked",
                "transfer-encoding: xchunked",
                "TRANSFER-ENCODING:\txchunked",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\u0000",
                "Transfer-Encoding: xchunked\r\nConnection: Transfer-Encoding",
            })
    void nothingAfterItIsRun(String header) {
        for (var start : STARTS) {
            for (var between : List.of("", "0\r\n\r\n", "0\r\n\r\n" + HIDDEN)) {
                assertOneAnswerAndTheEnd(start + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                        + header + "\r\n\r\n" + between + HIDDEN);
            }
        }
    }

    @Test
    void http10DoesNotAllowTheHeader() {
        for (var start : STARTS) {
            for (var encoding : List.of("chunked", "xchunked")) {
                assertOneAnswerAndTheEnd(
                        start + " HTTP/1.0\r\nHost: test\r\nConnection: keep-alive\r\nTransfer-Encoding: " + encoding
                                + "\r\n\r\n" + HIDDEN);
            }
        }
    }

    private void assertOneAnswerAndTheEnd(String requests) {
        // Given
        var rows = table.rows();
        // When
        var answer = RawHttp.send(server, requests.getBytes(ISO_8859_1));
        // Then
        assertThat(ANSWER.matcher(answer.head() + answer.body()).results())
                .as(requests)
                .hasSize(1);
        assertThat(answer.status()).as(requests).isIn(400, 501);
        if (answer.status() == 501) {
            assertThat(answer.header("Content-Type")).isEqualTo(PROBLEM);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/transfer-encoding-unknown");
        }
        assertThat(table.rows()).as(requests).isEqualTo(rows);
    }

    /** An earlier request on the connection is not affected. */
    @Test
    void aGoodRequestBeforeItIsAnswered() {
        var good = "GET /problems/gone HTTP/1.1\r\nHost: test\r\n\r\n";
        var rows = table.rows();
        var answer = RawHttp.send(
                server,
                (good + "POST /orders HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: xchunked\r\n\r\n" + HIDDEN + HIDDEN)
                        .getBytes(ISO_8859_1));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(ANSWER.matcher(answer.head() + answer.body())
                        .results()
                        .map(status -> status.group().substring(9)))
                .containsExactly("200", "501");
        assertThat(table.rows()).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "transfer-encoding:CHUNKED", "Transfer-Encoding: \tChunked "})
    void chunksAreAccepted(String header) {
        var rows = table.rows();
        var answer = RawHttp.send(
                server,
                ("POST /orders HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\n"
                                + header + "\r\n\r\n" + Integer.toHexString(ORDER.length()) + "\r\n" + ORDER
                                + "\r\n0\r\n\r\n")
                        .getBytes(ISO_8859_1));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(table.rows()).isEqualTo(rows + 1);
    }
}
