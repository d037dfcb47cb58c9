package semel.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.IntakeAndViewAlone;
import semel.intake.RawHttp;
import semel.kit.LogCapture;

/** Tests the rules for requests and the headers of answers that hold on every path. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class HttpRequestsTest {
    private static final String PROBLEM = "application/problem+json";
    private static final String ORDER = "{\"customerId\":\"c-1\",\"currency\":\"EUR\","
            + "\"lines\":[{\"productId\":\"p-1\",\"quantity\":1,\"unitPrice\":1}]}";
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO", "get");
    private static final int BODY = 64 * 1024;
    private static final int BATCH = 1024 * 1024;

    @TestHTTPResource
    URI server;

    /** @param allowed methods other than OPTIONS */
    record Place(String path, List<String> allowed) {}

    static Stream<Place> places() throws IOException {
        var document = new YAMLMapper()
                .readTree(Path.of("src/main/resources/META-INF/openapi.yaml").toFile());
        var documented = document.path("paths").properties().stream()
                .map(path -> new Place(path.getKey().replaceAll("\\{[^}]*}", "gone"), allowed(path.getValue())));
        var read = Stream.of(
                        "/",
                        "/orders/",
                        "/schemas/semel.order.decided.v1.json",
                        "/q/health",
                        "/q/health/ready",
                        "/q/metrics",
                        "/q/openapi",
                        "/q/openapi.json")
                .map(path -> new Place(
                        path, path.equals("/orders/") ? List.of("GET", "HEAD", "POST") : List.of("GET", "HEAD")));
        return Stream.concat(documented, read);
    }

    private static List<String> allowed(JsonNode members) {
        var allowed = new ArrayList<String>();
        if (members.has("get")) {
            allowed.addAll(List.of("GET", "HEAD"));
        }
        if (members.has("post")) {
            allowed.add("POST");
        }
        return allowed;
    }

    @ParameterizedTest
    @MethodSource("places")
    void aPathNamesItsMethods(Place place) {
        var allow = new TreeSet<>(place.allowed());
        allow.add("OPTIONS");
        var options = given().options(place.path());
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(allow(options.header("Allow"))).isEqualTo(allow);
        METHODS.stream().filter(method -> !place.allowed().contains(method)).forEach(method -> {
            // When
            var answer = sent(method, place.path(), "");
            // Then
            assertThat(answer.status()).as(method).isEqualTo(405);
            assertThat(allow(answer.header("Allow"))).as(method).isEqualTo(allow);
            assertThat(answer.header("Content-Type")).isEqualTo(PROBLEM);
            assertThat(answer.body()).contains(method.equals("HEAD") ? "" : "/problems/method-not-allowed");
        });
        place.allowed().stream()
                .filter(method ->
                        !place.path().contains("/stream") && !place.path().contains("/audit"))
                .forEach(method -> assertThat(sent(method, place.path(), "").status())
                        .as(method)
                        .isNotEqualTo(405));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PUT /orders", "POST /orders/batch;a", "POST /orders/batch HTTP/1.1\r\nAccept: text/html\r\nX:"})
    void aRefusalLeavesTheConnectionUsable(String refused) {
        var length = 4 * BODY; // more than the server reads ahead
        var request = refused + (refused.endsWith(":") ? " 1" : " HTTP/1.1")
                + "\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + " ".repeat(length)
                + "GET /inventory HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        var answers = RawHttp.send(server, request.getBytes(UTF_8));
        assertThat(answers.status()).isIn(404, 405, 406);
        assertThat(answers.body()).contains("HTTP/1.1 200 OK");
    }

    private static TreeSet<String> allow(String header) {
        return new TreeSet<>(Arrays.asList(header.split(", ")));
    }

    private RawHttp.Answer sent(String method, String path, String headers) {
        return RawHttp.send(server, RawHttp.request(method, path, headers, new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/inventory/p-1;b/receipts",
                "/inventory;a=1/p-1/receipts",
                "/orders;x",
                "/inventory/p-1/receipts;"
            })
    void aPathHasNoParameters(String path) {
        var answer = RawHttp.send(
                server,
                RawHttp.request(
                        "POST",
                        path,
                        "Content-Type: application/json\r\nIdempotency-Key: matrix\r\n",
                        (path.startsWith("/orders") ? ORDER : "{\"quantity\":1}").getBytes(UTF_8)));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/inventory       | application/json                         | -",
                "/inventory       | */*                                      | -",
                "/inventory       | text/html, application/*;q=0.1           | -",
                "/inventory       | Application/JSON; q=0.5; charset=utf-8   | -",
                "/inventory       | */*;q=0, application/json                | -",
                "/inventory       | application/json;q=0                     | application/json",
                "/inventory       | application/json; q=0.000, */*           | application/json",
                "/inventory       | text/html                                | application/json",
                "/orders/stream   | application/json                         | text/event-stream",
                "/audit/progress  | application/json                         | text/event-stream",
                "/asyncapi        | text/html                                | application/yaml, application/json",
                "/problems/gone   | application/problem+json                 | application/json",
            })
    void anUnacceptedTypeIsNotSentAndTheOffersAreNamed(String path, String accept, String offer) {
        var answer = sent("GET", path, "Accept: " + accept + "\r\n");
        if (offer == null) {
            assertThat(answer.status()).isEqualTo(200);
        } else {
            assertThat(answer.status()).isEqualTo(406);
            assertThat(answer.json().path("detail").textValue()).isEqualTo("available: " + offer);
        }
    }

    @ParameterizedTest
    @CsvSource({"application/json;q=0, */*", "*/*, application/json;q=0"})
    void theMostSpecificRangeCountsInAnyOrder(String first, String second) {
        var answer = sent("GET", "/inventory", "Accept: " + first + "\r\nAccept: " + second + "\r\n");
        assertThat(answer.status()).isEqualTo(406);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: a b\r\n",
                "Host: http://a/\r\n",
                "Host: a:999999\r\n",
                "Host: a\r\nHost: b\r\n",
                "Host: a\r\nHost: a\r\n"
            })
    void aRequestMustNameOneHost(String host) {
        assertMistake("GET /inventory HTTP/1.1\r\nConnection: close\r\n" + host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%zz", "/inventory/%zz", "/inventory/%", "/inventory/%c3%zz", "/inventory?limit=%zz", "/q/%zz"})
    void aPathThatIsNoUriIsAnsweredByQuarkusAndNotLogged(String path) {
        try (var logged = LogCapture.of("")) {
            var answer = sent("GET", path, "");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEmpty();
            assertThat(logged.atLeast(Level.WARNING)).isEmpty();
        }
    }

    private void assertMistake(String head) {
        try (var logged = LogCapture.of("")) {
            var answer = RawHttp.send(server, (head + "\r\n").getBytes(UTF_8));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo(PROBLEM);
            assertThat(answer.header("Date")).isNotEmpty();
            assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/invalid-request");
            assertThat(logged.atLeast(Level.WARNING)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.1", "HTTP/2.0", "HTTP/1.2", "HTTP/0.9"})
    void anotherHttpVersionIsRefused(String version) {
        var answer = RawHttp.send(server, ("GET /inventory " + version + "\r\nHost: a\r\n\r\n").getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(505);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.header("Content-Type")).isEqualTo(PROBLEM);
        assertThat(answer.json().path("type").textValue()).isEqualTo("about:blank");
    }

    @Test
    void http10IsSupported() {
        var answer = RawHttp.send(server, "GET /inventory HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT a:80", "OPTIONS *", "GET inventory", "GET /nothing"})
    void anUnknownTargetIsAProblem(String request) {
        var answer = RawHttp.send(
                server, (request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo(PROBLEM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "GZIP", "identity, gzip", "x"})
    void aCompressedBodyIsRefused(String encoding) {
        for (var path : List.of("/orders", "/orders/batch", "/inventory/p-1/receipts")) {
            var answer = sentWith("Content-Encoding: " + encoding + "\r\n", path);
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
            assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/unsupported-media-type");
        }
    }

    @Test
    void theEncodingIdentityIsAccepted() {
        assertThat(sentWith("Content-Encoding: identity\r\n", "/orders").status())
                .isEqualTo(202);
    }

    private RawHttp.Answer sentWith(String header, String path) {
        var headers = "Content-Type: application/json\r\nIdempotency-Key: encoded\r\n" + header;
        return RawHttp.send(server, RawHttp.request("POST", path, headers, ORDER.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"/orders, " + (BODY + 1), "/inventory/p-1/receipts, " + (BODY + 1), "/orders/batch, " + (BATCH + 1)})
    void anExpectHeaderWithATooLargeBodyIsRefusedBeforeTheBody(String path, int length) {
        var answer = RawHttp.send(
                server,
                ("POST " + path + " HTTP/1.1\r\nHost: a\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
                                + "Expect: 100-continue\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/body-too-large");
    }

    @Test
    void everyAnswerHasDateAndVary() {
        Stream.of(
                        given().get("/"),
                        given().get("/inventory"),
                        given().get("/nothing"),
                        given().put("/orders"),
                        given().options("/orders"),
                        given().contentType("application/json").body("{}").post("/orders"),
                        given().get("/schemas/semel.order.decided.v1.json"),
                        given().get("/q/health/live"),
                        given().get("/q/metrics"))
                .forEach(HttpRequestsTest::assertHead);
    }

    private static void assertHead(Response answer) {
        var date = ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(date.toInstant()).isCloseTo(Instant.now(), within(5, ChronoUnit.MINUTES));
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
        assertThat(answer.headers().getValues("Vary")).hasSize(1);
        assertThat(answer.headers().getValues("Date")).hasSize(1);
        assertThat(answer.header("Content-Encoding")).isNotEqualTo("identity");
    }

    @Test
    void theStartPageIsRevalidatedAndNotFramed() {
        var page = given().get("/");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.header("Content-Security-Policy")).isEqualTo("frame-ancestors 'none'");
    }
}
