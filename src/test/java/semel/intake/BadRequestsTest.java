package semel.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;
import static semel.intake.SampleRequests.batch;
import static semel.intake.SampleRequests.post;
import static semel.intake.SampleRequests.receive;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a bad request gets a problem without internals, and leaves no row and no record. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class BadRequestsTest {
    /** Words that would reveal internals. */
    private static final List<String> OURS = List.of(
            "exception",
            "error:",
            "semel.",
            "java",
            "jakarta",
            "quarkus",
            "vertx",
            "netty",
            "jackson",
            "resteasy",
            "hibernate",
            "kafka",
            "postgres",
            "insert",
            "select",
            "received",
            "\tat ");

    @Inject
    ReceivedTableProbe table;

    @Inject
    InputTopics topics;

    @TestHTTPResource
    URI server;

    /** One test, because the overhead of a thousand tests would exceed their run time. */
    @Test
    void aBadRequestIsRefusedAndLeavesNothing() {
        // Given
        post(BadRequests.TAKEN, ORDER);
        receive("p-1", BadRequests.TAKEN, BadRequests.RECEIPT);
        batch(BadRequests.TAKEN, ORDER);
        var records = topics.ends();
        var bad = BadRequests.all();
        // When
        var wrong = bad.stream().flatMap(request -> wrong(request).stream()).toList();
        // Then
        assertThat(wrong).isEmpty();
        assertThat(topics.ends()).isEqualTo(records);
        assertThat(bad).hasSizeGreaterThan(900);
    }

    private Optional<String> wrong(BadRequests.Case bad) {
        var rows = table.rows();
        var answer = RawHttp.send(server, bad.request());
        try {
            assertRefused(bad, answer);
            assertThat(table.rows()).as("rows").isEqualTo(rows);
            return Optional.empty();
        } catch (AssertionError difference) {
            return Optional.of(bad.name() + "\n" + answer.head() + "\n" + answer.body() + difference.getMessage());
        }
    }

    private static void assertRefused(BadRequests.Case bad, RawHttp.Answer answer) {
        assertThat(answer.status()).isEqualTo(bad.ofLine() ? 200 : bad.status());
        assertThat(answer.header("Content-Type")).isEqualTo(bad.ofLine() ? "application/json;charset=UTF-8" : PROBLEM);
        var problem = bad.ofLine() ? answer.json().at("/results/0/problem") : answer.json();
        assertThat(problem.path("type").textValue()).isEqualTo("/problems/" + bad.type());
        assertThat(problem.path("status").intValue()).isEqualTo(bad.status());
        assertThat(problem.path("title").textValue()).isNotBlank();
        assertThat(pointers(problem.path("errors"))).isEqualTo(bad.pointers());
        assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain(OURS);
    }

    private static List<String> pointers(JsonNode errors) {
        if (errors.isMissingNode()) {
            return null;
        }
        var pointers = new ArrayList<String>();
        errors.forEach(error -> {
            assertThat(error.path("detail").textValue()).isNotBlank();
            pointers.add(error.path("pointer").textValue());
        });
        return pointers;
    }

    /** The HTTP server itself refuses these, or ends the connection; nothing after them is run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "nonsense\r\n\r\n",
                "POST\r\n\r\n",
                "POST /orders\r\n\r\n",
                "GET /orders/%zz HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /inventory/% HTTP/1.1\r\nHost: test\r\n\r\n",
                "POST orders HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n",
                "POST /orders HTTP/1.1\r\nHost test\r\n\r\n",
                "POST /orders HTTP/1.1\r\nHost: test\r\nA\u0000: b\r\n\r\n",
                "POST /orders HTTP/1.1\r\nHost: test\r\nIdempotency-Key: a\u0007\r\n\r\n",
                "POST /orders HTTP/1.1\r\nHost: test\r\nContent-Length: -1\r\n\r\n",
                "POST /orders HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /orders HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
                "POST /orders HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"",
                "POST /orders HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}",
                "POST /orders/batch HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n[]",
            })
    void anInvalidRequestIsRefusedAndLeavesNothing(String request) {
        // Given
        var rows = table.rows();
        // When
        var answer = RawHttp.sendAndHangUp(server, request.getBytes(ISO_8859_1));
        // Then
        assertThat(answer.status()).isIn(0, 400, 404, 405, 415, 501, 505);
        assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain(OURS);
        assertThat(table.rows()).isEqualTo(rows);
    }

    @Test
    void headersAndPathsHaveALimit() {
        var headers = "A: b\r\n".repeat(100_000);
        assertThat(RawHttp.sendAndHangUp(server, RawHttp.request("GET", "/inventory", headers, new byte[0]))
                        .status())
                .isIn(0, 431);
        assertThat(RawHttp.sendAndHangUp(
                                server, RawHttp.request("GET", "/orders/" + "a".repeat(100_000), "", new byte[0]))
                        .status())
                .isIn(0, 414);
    }
}
