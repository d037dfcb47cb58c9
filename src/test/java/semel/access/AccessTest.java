package semel.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kit.Browser;
import semel.kit.EventStream;
import semel.kit.LogCapture;
import semel.kit.OptionalFeatures;

@QuarkusTest
@TestProfile(OptionalFeatures.class)
class AccessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORDER =
            "{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"p-1\",\"quantity\":1,\"unitPrice\":5}]}";
    private static final List<String> ROLES = List.of(Roles.ORDER_WRITER, Roles.ORDER_READER, Roles.OPERATOR);

    @TestHTTPResource("/")
    URI start;

    @TestHTTPResource("/orders/stream")
    URI stream;

    /** @param roles one of these is needed; empty: open to all */
    private record Route(String method, String path, Set<String> roles) {}

    private static List<Route> routes() {
        var writer = Set.of(Roles.ORDER_WRITER);
        var readers = Set.of(Roles.ORDER_READER, Roles.OPERATOR);
        var operator = Set.of(Roles.OPERATOR);
        return List.of(
                new Route("POST", "/orders", writer),
                new Route("POST", "/orders/batch", writer),
                new Route("GET", "/orders/" + UUID.randomUUID(), readers),
                new Route("GET", "/orders", readers),
                new Route("HEAD", "/orders/stream", readers),
                new Route("GET", "/notifications", readers),
                new Route("GET", "/inventory", Set.copyOf(ROLES)),
                new Route("GET", "/inventory/p-1/movements", operator),
                new Route("GET", "/inventory/p-1", Set.copyOf(ROLES)),
                new Route("POST", "/inventory/p-1/receipts", operator),
                new Route("POST", "/dead-letters/orders-in:0:0/redrive", operator),
                new Route("GET", "/audit", operator),
                new Route("GET", "/q/metrics", operator),
                new Route("GET", "/problems/not-found", Set.of()),
                new Route("GET", "/asyncapi", Set.of()),
                new Route("GET", "/schemas/semel.order.decided.v1.json", Set.of()),
                new Route("GET", "/q/health/live", Set.of()));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aRouteIsOpenToItsRolesAndClosedToAllOthers(Route route) {
        assertThat(accessTo(route, given())).isEqualTo(route.roles().isEmpty() ? "open" : "401");
        for (var role : ROLES) {
            var mayPass = route.roles().isEmpty() || route.roles().contains(role);
            assertThat(accessTo(route, by(Tokens.of("somebody", role))))
                    .as(role)
                    .isEqualTo(mayPass ? "open" : "403");
        }
        assertThat(accessTo(route, by(Tokens.of("somebody", "janitor"))))
                .isEqualTo(route.roles().isEmpty() ? "open" : "403");
    }

    private static String accessTo(Route route, RequestSpecification request) {
        var body = route.method().equals("POST")
                ? request.contentType(ContentType.JSON).body("{}")
                : request;
        var status = body.request(route.method(), route.path()).statusCode();
        assertThat(status).isLessThan(500);
        return status == 401 || status == 403 ? Integer.toString(status) : "open";
    }

    static Stream<String> badTokens() {
        return Tokens.bad();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/inventory", "/orders/stream", "/q/metrics", "/q/info"})
    void aRefusalIsAProblemOnEveryPath(String path) {
        for (var unknown : List.of(given(), by("none"))) {
            unknown.get(path)
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", equalTo("Bearer"))
                    .body("type", equalTo("/problems/unauthenticated"));
        }
        by(Tokens.of("somebody", "janitor"))
                .get(path)
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/forbidden"));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void aTokenWithOneFaultIsRefused(String token) {
        by(token)
                .get("/inventory")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("type", equalTo("/problems/unauthenticated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YWxpY2U6cGFzcw==", "Bearer", "Bearer ", "bearer a b"})
    void anAuthorizationHeaderWithoutABearerTokenIsRefused(String header) {
        given().header("Authorization", header).get("/inventory").then().statusCode(401);
    }

    @Test
    void anotherCallersOrderIsNotFound() {
        // Given
        var order = post("alice", "k").path("orderId").toString();
        // Then
        for (var mayRead : List.of(
                Tokens.of("alice", Roles.ORDER_READER),
                Tokens.of("olga", Roles.OPERATOR),
                Tokens.of("olga", Roles.OPERATOR, Roles.ORDER_READER))) {
            by(mayRead).get("/orders/" + order).then().statusCode(200);
        }
        by(Tokens.of("bob", Roles.ORDER_READER))
                .get("/orders/" + order)
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/not-found"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> by(Tokens.of("alice", Roles.ORDER_READER))
                        .get("/orders/" + order)
                        .then()
                        .body("appliedAt", notNullValue()));
        by(Tokens.of("bob", Roles.ORDER_READER)).get("/orders/" + order).then().statusCode(404);
        for (var list : List.of("/orders", "/notifications?customer=c-1")) {
            listed("alice", Roles.ORDER_READER, list).contains(order);
            listed("olga", Roles.OPERATOR, list).contains(order);
            listed("bob", Roles.ORDER_READER, list).doesNotContain(order);
        }
    }

    private static AbstractStringAssert<?> listed(String subject, String role, String list) {
        var answer = by(Tokens.of(subject, role)).get(list);
        answer.then().statusCode(200);
        return assertThat(answer.asString());
    }

    /** Concurrent requests of different callers may run on the same thread: their contexts must not mix. */
    @Test
    void concurrentCallersEachSeeOnlyTheirOwnOrders() {
        // Given
        var tokens = Map.of(
                "alice", Tokens.of("alice", Roles.ORDER_WRITER, Roles.ORDER_READER),
                "bob", Tokens.of("bob", Roles.ORDER_WRITER, Roles.ORDER_READER));
        var orders = new HashMap<String, String>();
        tokens.forEach((name, token) -> orders.put(
                name,
                by(token)
                        .contentType(ContentType.JSON)
                        .body(ORDER)
                        .post("/orders")
                        .jsonPath()
                        .getString("orderId")));
        // When
        var client = HttpClient.newHttpClient();
        for (int i = 0; i < 50; i++) {
            var answers = new ArrayList<CompletableFuture<Void>>();
            tokens.forEach((caller, token) -> orders.forEach((owner, id) -> {
                var request = HttpRequest.newBuilder(start.resolve("/orders/" + id))
                        .header("Authorization", "Bearer " + token)
                        .build();
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                        // Then
                        .thenAccept(answer -> assertThat(answer.statusCode())
                                .as(caller + " reads the order of " + owner)
                                .isEqualTo(caller.equals(owner) ? 200 : 404)));
            }));
            answers.forEach(CompletableFuture::join);
        }
    }

    @Test
    void aListHasOnlyTheCallersOrders() {
        // Given
        var first = post("carol", "k1").path("orderId").toString();
        var others = post("dave", "k").path("orderId").toString();
        var second = post("carol", "k2").path("orderId").toString();
        // Then
        for (var list : List.of("/orders", "/notifications")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(listed(list, Tokens.of("olga", Roles.OPERATOR)))
                            .contains(first, second, others));
            assertThat(listed(list, Tokens.of("carol", Roles.ORDER_READER))).containsExactly(second, first);
            assertThat(listed(list + "?customer=c-1", Tokens.of("dave", Roles.ORDER_READER)))
                    .containsExactly(others);
            var page = by(Tokens.of("carol", Roles.ORDER_READER)).get(list + "?limit=1");
            assertThat(listed(list + "?cursor=" + page.path("next"), Tokens.of("carol", Roles.ORDER_READER)))
                    .containsExactly(first);
        }
    }

    @Test
    void aStreamHasOnlyTheCallersOrders() {
        assertThat(given().get("/orders/stream").statusCode()).isEqualTo(401);
        assertThat(by(Tokens.of("erin", Roles.ORDER_WRITER))
                        .get("/orders/stream")
                        .statusCode())
                .isEqualTo(403);
        try (var erins = stream(Tokens.of("erin", Roles.ORDER_READER));
                var all = stream(Tokens.of("olga", Roles.OPERATOR))) {
            // When
            var others = post("frank", "k").path("orderId").toString();
            await().atMost(PATIENCE).until(() -> hasEventOf(all, others));
            var erinsOrder = post("erin", "k").path("orderId").toString();
            // Then
            await().atMost(PATIENCE).until(() -> hasEventOf(all, erinsOrder) && hasEventOf(erins, erinsOrder));
            assertThat(erins.events()).hasSize(1);
        }
    }

    @Test
    void theStartPageSaysThatATokenIsNeeded() {
        var chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on this machine");
        try (var browser = Browser.start(chromium.get())) {
            // When
            browser.visit(start);
            // Then
            await().atMost(PATIENCE)
                    .until(() -> browser.text("stream").startsWith("This request needs a token")
                            && browser.text("health").equals("Ready."));
            // When
            browser.click("many");
            browser.click("audit");
            // Then
            await().atMost(PATIENCE)
                    .until(() -> browser.text("placed").startsWith("This request needs a token")
                            && browser.text("verdict").startsWith("This request needs a token"));
        }
    }

    private EventStream stream(String token) {
        return EventStream.open(stream, null, Map.of("Authorization", "Bearer " + token));
    }

    private static boolean hasEventOf(EventStream client, String order) {
        return client.events().stream().anyMatch(event -> event.data().contains(order));
    }

    private static List<String> listed(String list, String token) {
        return by(token).get(list).jsonPath().getList("items.orderId", String.class);
    }

    @Test
    void callersMayUseTheSameKey() {
        var key = UUID.randomUUID().toString();
        var alices = post("alice", key).path("orderId").toString();
        assertThat(post("bob", key).path("orderId").toString()).isNotEqualTo(alices);
        assertThat(post("alice", key).path("orderId").toString()).isEqualTo(alices);
    }

    private static Response post(String owner, String key) {
        var answer = by(Tokens.of(owner, Roles.ORDER_WRITER))
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(ORDER)
                .post("/orders");
        answer.then().statusCode(202);
        return answer;
    }

    private static RequestSpecification by(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    @Test
    void theCallersInputIsNeitherLoggedNorReturned() {
        // Given
        var logged = LogCapture.of("");
        var token = Tokens.of("canary-subject", ROLES.toArray(String[]::new));
        var returned = new StringBuilder();
        // When
        for (var body : List.of(
                ORDER.replace("c-1", "canary-customer").replace("p-1", "canary-product"),
                ORDER.replace("c-1", "canary customer").replace("\"quantity\":1", "\"quantity\":\"canary\""),
                "{\"canary\":",
                "\"canary\"")) {
            for (var how : List.of(token, token + "canary")) {
                returned.append(by(how).header("Idempotency-Key", "canary-key")
                        .contentType(ContentType.JSON)
                        .body(body)
                        .post("/orders")
                        .asString());
            }
        }
        returned.append(by(token).get("/orders/canary-order").asString());
        returned.append(by(token).get("/inventory/canary-product").asString());
        returned.append(by(token).get("/q/metrics").asString());
        logged.close();
        // Then
        assertThat(returned).contains("/problems/").doesNotContain("canary").doesNotContain(token);
        assertThat(logged.atLeast(Level.ALL))
                .extracting(logRecord -> LogCapture.text(logRecord) + logRecord.getThrown())
                .allSatisfy(line -> assertThat(line).doesNotContain("canary").doesNotContain(token));
    }
}
