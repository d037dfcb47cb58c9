package semel.view;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import semel.intake.IntakeAndViewAlone;
import semel.kit.EventStream;
import semel.sandbox.SandboxResource;

/**
 * Tests the stream of applied orders. {@link IntakeAndViewAlone} limits it to six open streams and to five seconds for unread events,
 * and sets a heartbeat of half a second.
 */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class StreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST = 6;

    @Inject
    Vertx vertx;

    @Inject
    ViewTables table;

    @Inject
    AppliedOrderQueries applied;

    @Inject
    OpenStreams open;

    @TestHTTPResource("/orders/stream")
    URI stream;

    @BeforeEach
    void awaitNoOpenStream() {
        await().atMost(PATIENCE).until(() -> open.count() == 0);
    }

    @Test
    void eachOrderIsSentWhenItIsApplied() {
        // Given
        var before = UuidCreator.getTimeOrderedEpoch();
        table.apply(before, "c-1");
        try (var client = follow(null)) {
            // When
            var orders = ids(3);
            orders.forEach(order -> table.apply(order, "c-1"));
            // Then
            awaitOrders(client, orders);
            var last = client.events().get(2);
            assertThat(last.name()).isEqualTo("order");
            assertThat(last.data())
                    .isEqualTo(given().get("/orders/" + orders.get(2)).body().asString());
            assertThat(client.response().headers().firstValue("Content-Type")).contains("text/event-stream");
        }
    }

    @Test
    void everyClientGetsTheOrder() {
        try (var one = follow(null);
                var other = follow(null)) {
            var orders = ids(1);
            table.apply(orders.get(0), "c-1");
            awaitOrders(one, orders);
            awaitOrders(other, orders);
        }
    }

    @Test
    void aClientThatReconnectsMissesNothingAndGetsNothingTwice() throws SQLException {
        // Given
        var first = follow(null);
        await().atMost(PATIENCE).until(() -> first.lastId() != null);
        first.close();
        var orders = ids(3);
        // When: one transaction applies three orders, and the second client has read only the first of them
        applyTogether(orders);
        String afterTheFirst;
        try (var second = follow(first.lastId())) {
            awaitOrders(second, orders);
            afterTheFirst = second.events().get(0).id();
        }
        // Then: the first order is not read again; otherwise orders before the position could fill a page
        assertThat(after(StreamPosition.of(afterTheFirst).orElseThrow()).orders())
                .hasSize(2);
        try (var third = follow(afterTheFirst)) {
            awaitOrders(third, orders.subList(1, 3));
        }
    }

    @Test
    void aTransactionWithMoreOrdersThanAPageIsSentCompletely() throws SQLException {
        try (var client = follow(null)) {
            await().atMost(PATIENCE).until(() -> client.lastId() != null);
            var start = client.lastId();
            // When
            var orders = ids(2 * AppliedOrderQueries.PAGE + 7);
            applyTogether(orders);
            // Then
            awaitOrders(client, orders);
            try (var later = follow(start)) {
                awaitOrders(later, orders);
            }
        }
    }

    @Test
    void anOrderThatIsCommittedLateIsSentOnceAndNoLaterOrderBeforeIt() throws SQLException {
        var start = now();
        try (var client = follow(start.id());
                var a = table.connect();
                var b = table.connect()) {
            // Given
            var orders = ids(2);
            a.setAutoCommit(false);
            b.setAutoCommit(false);
            ViewTables.apply(a, orders.get(0));
            ViewTables.apply(b, orders.get(1));
            b.commit();
            // When
            var between = after(start);
            // Then
            assertThat(between.orders()).isEmpty();
            // When
            a.commit();
            // Then
            await().atMost(PATIENCE).until(() -> after(start).orders().size() == 2);
            assertThat(after(between.end()).orders())
                    .extracting(order -> order.position().order())
                    .isEqualTo(orders);
            awaitOrders(client, orders);
        }
    }

    @Test
    void noOrderOfTheOldestOpenTransactionIsSent() throws SQLException {
        // Given: a visible order with the id of the open transaction, as if that had just ended
        var start = now();
        try (var a = table.connect()) {
            a.setAutoCommit(false);
            var orders = ids(2);
            ViewTables.apply(a, orders.get(0));
            var transaction = transactionOf(a);
            table.apply(orders.get(1), "c-1");
            table.execute("update customer_order set applied_in = '" + transaction + "' where order_id = '"
                    + orders.get(1) + "'");
            // Then
            assertThat(after(start).orders()).isEmpty();
            assertThat(now().transaction()).isLessThan(transaction);
            assertThat(startAt(StreamPosition.endOf(transaction))).isEmpty();
            // When
            a.commit();
            // Then
            await().atMost(PATIENCE).until(() -> after(start).orders().size() == 2);
            assertThat(startAt(StreamPosition.endOf(transaction))).isPresent();
        }
    }

    private static long transactionOf(Connection connection) throws SQLException {
        var id = connection.createStatement().executeQuery("select cast(pg_current_xact_id() as text)");
        id.next();
        return Long.parseLong(id.getString(1));
    }

    /** As a text, 99 comes after 1000. */
    @Test
    void aNewClientStartsAtTheNewestTransactionAlsoIfIdsHaveGrownByADigit() {
        // Given
        var orders = ids(2);
        table.apply(orders.get(0), "c-1");
        table.execute("update customer_order set applied_in = '99' where order_id = '" + orders.get(0) + "'");
        // When
        table.apply(orders.get(1), "c-1");
        // Then
        var newest = StreamPosition.endOf(table.transactionOf(orders.get(1)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(now()).isEqualTo(newest));
        table.execute("delete from customer_order where order_id = '" + orders.get(0) + "'");
    }

    /** If its id was not on disk before a crash, PostgreSQL assigns the id to another transaction afterwards. */
    @Test
    void aRolledBackTransactionChangesNoPosition() throws SQLException {
        // Given
        var order = ids(1).get(0);
        table.apply(order, "c-1");
        var afterTheOrder = StreamPosition.endOf(table.transactionOf(order));
        await().atMost(PATIENCE).until(() -> now().equals(afterTheOrder));
        // When
        try (var a = table.connect()) {
            a.setAutoCommit(false);
            ViewTables.apply(a, UuidCreator.getTimeOrderedEpoch());
            a.rollback();
        }
        // Then
        assertThat(now()).isEqualTo(afterTheOrder);
        assertThat(after(afterTheOrder).end()).isEqualTo(afterTheOrder);
    }

    private StreamPosition now() {
        return start(Optional.empty()).orElseThrow();
    }

    private Optional<StreamPosition> startAt(StreamPosition position) {
        return start(Optional.of(position));
    }

    private Optional<StreamPosition> start(Optional<StreamPosition> last) {
        return applied.start(last).await().atMost(PATIENCE);
    }

    private StreamPart after(StreamPosition position) {
        return applied.after(position).await().atMost(PATIENCE).part();
    }

    @Test
    void aRolledBackTransactionHoldsNoOrderBack() throws SQLException {
        try (var client = follow(null);
                var a = table.connect()) {
            await().atMost(PATIENCE).until(() -> client.lastId() != null);
            a.setAutoCommit(false);
            ViewTables.apply(a, UuidCreator.getTimeOrderedEpoch());
            var orders = ids(1);
            table.apply(orders.get(0), "c-1");
            // When
            a.rollback();
            // Then
            awaitOrders(client, orders);
        }
    }

    static Stream<String> badIds() {
        return Stream.of(
                "",
                "7",
                "🛒",
                new Cursor("orders", "", UUID.randomUUID().toString()).token(),
                new Cursor("stream", "", "7").token(),
                new Cursor("stream", "", "-5:ffffffff-ffff-ffff-ffff-ffffffffffff").token(),
                new Cursor("stream", "", "+5:ffffffff-ffff-ffff-ffff-ffffffffffff").token(),
                new Cursor("stream", "", "\u0665:ffffffff-ffff-ffff-ffff-ffffffffffff").token(),
                StreamPosition.endOf(Long.MAX_VALUE).id());
    }

    // If the id is not refused, a stream begins that never ends.
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @MethodSource("badIds")
    void anInvalidOrForgedEventIdIsRefused(String id) {
        var refused = given().header("Last-Event-ID", id).get("/orders/stream");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.contentType()).isEqualTo("application/problem+json");
        assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/invalid-parameter");
        assertThat(refused.jsonPath().getString("errors[0].parameter")).isEqualTo("Last-Event-ID");
    }

    @Test
    void aStreamWithoutOrdersSendsHeartbeatsWithItsPosition() {
        try (var client = follow(null)) {
            await().atMost(PATIENCE).until(() -> client.comments() >= 3);
            assertThat(client.events()).isEmpty();
            assertThat(StreamPosition.of(client.lastId())).isPresent();
        }
    }

    @Test
    void aStreamContinuesAfterTheDatabaseWasUnavailable() {
        try (var client = follow(null)) {
            await().atMost(PATIENCE).until(() -> client.comments() >= 1);
            SandboxResource.database().freeze();
            await().pollDelay(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> true);
            SandboxResource.database().thaw();
            var orders = ids(1);
            table.apply(orders.get(0), "c-1");
            awaitOrders(client, orders);
        }
    }

    @Test
    void aStreamBeyondTheLimitIsRefusedUntilAnotherIsClosed() {
        var clients = new ArrayList<EventStream>();
        try {
            IntStream.range(0, MOST).forEach(number -> clients.add(follow(null)));
            // When
            var refused = given().get("/orders/stream");
            // Then
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/too-many-streams");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            // When
            clients.get(0).close();
            // Then
            await().atMost(PATIENCE).until(() -> open.count() == MOST - 1);
            try (var next = follow(null)) {
                assertThat(next.response().statusCode()).isEqualTo(200);
            }
        } finally {
            clients.forEach(EventStream::close);
        }
    }

    private static final String MORE_THAN_THE_BUFFERS_HOLD = """
                insert into customer_order
                select gen_random_uuid(), 'c-1', 'EUR', 1, '[' || repeat('{"productId":"p-1","quantity":1,"unitPrice":1},', 999)
                       || '{"productId":"p-1","quantity":1,"unitPrice":1}]', 'FULFILLED', null, now(), now(), now()
                from generate_series(1, 250)\
                """;

    @Test
    void aClientThatDoesNotReadIsDisconnectedAndDelaysNoOther() throws IOException {
        try (var reading = follow(null);
                var sleeping = new Socket()) {
            sleeping.setReceiveBufferSize(1024);
            sleeping.connect(new InetSocketAddress(stream.getHost(), stream.getPort()));
            sleeping.getOutputStream().write("GET /orders/stream HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(UTF_8));
            await().atMost(PATIENCE).until(() -> open.count() == 2 && reading.lastId() != null);
            // When
            table.execute(MORE_THAN_THE_BUFFERS_HOLD);
            // Then
            await().atMost(PATIENCE).until(() -> reading.events().size() == 250);
            await().atMost(PATIENCE).until(() -> open.count() == 1);
            assertThat(reading.hasEnded()).isFalse();
        }
    }

    @Test
    void aClientThatDoesNotReadOverHttp2LosesOnlyThatStream() throws Exception {
        // Given: a connection's window so large that the sleeping stream does not block the others
        var client = overHttp2(1 << 28);
        var sleeping = get(client.request(HttpMethod.GET, "/orders/stream").compose(HttpClientRequest::send));
        sleeping.pause().exceptionHandler(reset -> {});
        var reading = get(client.request(HttpMethod.GET, "/orders/stream").compose(HttpClientRequest::send));
        var read = new AtomicInteger();
        var ended = new CompletableFuture<Void>();
        reading.endHandler(ended::complete).exceptionHandler(ended::completeExceptionally);
        reading.handler(bytes -> read.addAndGet(bytes.length()));
        await().atMost(PATIENCE).until(() -> open.count() == 2 && read.get() > 0);
        // When
        table.execute(MORE_THAN_THE_BUFFERS_HOLD);
        // Then
        await().atMost(PATIENCE).until(() -> open.count() == 1);
        assertThat(get(client.request(HttpMethod.GET, "/inventory").compose(HttpClientRequest::send))
                        .statusCode())
                .isEqualTo(200);
        assertThat(ended).isNotDone();
        client.close();
    }

    @Test
    void theHttp2WindowIsFreeAgainWhenAnUnreadStreamIsEnded() throws Exception {
        // Given: the default window of a connection, which is as large as that of a stream
        var client = overHttp2(HttpClientOptions.DEFAULT_HTTP2_CONNECTION_WINDOW_SIZE);
        get(client.request(HttpMethod.GET, "/orders/stream").compose(HttpClientRequest::send))
                .pause()
                .exceptionHandler(reset -> {});
        await().atMost(PATIENCE).until(() -> open.count() == 1);
        // When
        table.execute(MORE_THAN_THE_BUFFERS_HOLD);
        await().atMost(PATIENCE).until(() -> open.count() == 0);
        // Then
        var answer = get(client.request(HttpMethod.GET, "/orders").compose(HttpClientRequest::send));
        assertThat(get(answer.body()).length()).isGreaterThan(1 << 16);
        client.close();
    }

    /** Sends all requests over one connection. */
    private HttpClient overHttp2(int window) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setHttp2ConnectionWindowSize(window)
                .setDefaultHost(stream.getHost())
                .setDefaultPort(stream.getPort()));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aStreamForbidsBufferingAndSetsTheReconnectTime() {
        try (var client = EventStream.open(stream, null, Map.of())) {
            var headers = client.response().headers();
            assertThat(headers.firstValue("Cache-Control")).contains("no-cache");
            assertThat(headers.firstValue("X-Accel-Buffering")).contains("no");
            assertThat(headers.firstValue("X-SSE-Content-Type")).isEmpty();
            await().atMost(PATIENCE).until(() -> client.retryMillis() == 1_000);
        }
    }

    @Test
    void anEventIsNotDelayedByCompression() {
        try (var client = EventStream.open(stream, null, Map.of("Accept-Encoding", "gzip"))) {
            var orders = ids(1);
            table.apply(orders.get(0), "c-1");
            awaitOrders(client, orders);
        }
    }

    @Test
    void aHeadRequestOpensNoStream() {
        var head = given().head("/orders/stream");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.contentType()).startsWith("text/event-stream");
        assertThat(given().options("/orders/stream").header("Allow").split(", *"))
                .contains("GET", "HEAD", "OPTIONS");
        assertThat(open.count()).isZero();
    }

    private EventStream follow(String lastId) {
        var client = EventStream.open(stream, lastId, Map.of());
        assertThat(client.response().statusCode()).isEqualTo(200);
        return client;
    }

    private static List<UUID> ids(int n) {
        return Stream.generate(UuidCreator::getTimeOrderedEpoch).limit(n).toList();
    }

    private void applyTogether(List<UUID> orders) throws SQLException {
        try (var connection = table.connect()) {
            connection.setAutoCommit(false);
            for (var order : orders) {
                ViewTables.apply(connection, order);
            }
            connection.commit();
        }
    }

    /** Waits for exactly these orders, in this order. */
    private static void awaitOrders(EventStream client, List<UUID> orders) {
        await().atMost(PATIENCE).until(() -> client.events().size() >= orders.size());
        assertThat(client.events())
                .extracting(event -> UUID.fromString(event.data().substring(12, 48)))
                .isEqualTo(orders);
    }
}
