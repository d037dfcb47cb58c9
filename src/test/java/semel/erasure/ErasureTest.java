package semel.erasure;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.codec.OrderCodec;
import semel.codec.Sha256;
import semel.kafka.TopicsConfig;
import semel.kit.CleanHistory;
import semel.kit.DatabaseRows;
import semel.kit.EventStream;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Real orders of two customers, of which one is erased after retention deleted the records. */
@QuarkusTest
@TestProfile(CleanHistory.class)
class ErasureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    @Inject
    Admin admin;

    private final String customer = "ada-" + UUID.randomUUID().toString().substring(0, 8);
    private Witness witness;
    private DatabaseRows rows;

    @BeforeEach
    void open() {
        witness = servers.witness();
        rows = servers.rows;
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void aCustomerIsErasedWhenTheTopicsHaveForgottenAndTheVerdictsStayClean() throws Exception {
        // Given
        witness.receive("pencil", 1_000);
        witness.awaitApplied(PATIENCE);
        var live = stream(null);
        var orders = orders(customer, "pencil", 7);
        orders.add(order(customer, "none-of-it"));
        var others = orders("bob", "pencil", 3);
        witness.awaitApplied(PATIENCE);
        await().atMost(PATIENCE).until(() -> orders(live).size() == 11);
        var first = live.events().stream()
                .filter(event -> event.data() != null)
                .findFirst()
                .orElseThrow()
                .id();
        live.close();
        // When
        var refused = catchThrowableOfType(ErasureRefused.class, () -> erase(customer));
        // Then
        assertThat(refused.reasons())
                .anyMatch(reason -> reason.contains("orders-in:") && reason.contains("still has offsets"))
                .anyMatch(reason -> reason.contains("notifications:"));
        assertThat(customerOf(orders.get(0))).isEqualTo(customer);
        // When
        witness.retentionDeletesAll();
        var done = erase(customer);
        // Then
        assertThat(done.orders()).isEqualTo(8);
        assertThat(placesOf(customer)).isEmpty();
        assertClean();
        assertThat(customerOf(orders.get(0))).startsWith("erased-");
        assertThat(given().get("/orders?customer=" + customer).jsonPath().getList("items"))
                .isEmpty();
        assertThat(given().get("/notifications?customer=" + customer).jsonPath().getList("items"))
                .isEmpty();
        try (var replayed = stream(first)) {
            await().atMost(PATIENCE).until(() -> orders(replayed).size() >= 10);
            assertThat(orders(replayed))
                    .noneMatch(order -> order.contains(customer))
                    .anyMatch(order -> order.contains("erased-"));
        }
        assertThat(others).allMatch(other -> customerOf(other).equals("bob"));
        assertThat(rows.one("select count(*) from erasure where order_id = ?", others.get(0)))
                .isEqualTo("0");
        assertThat(erase(customer).isNothing()).isTrue();
    }

    @Test
    void whatItLeavesBehindIsWhatWasErasedAndNothingElse() throws Exception {
        // Given
        witness.receive("chalk", 100);
        var erased = order(customer, "chalk");
        var other = order("bob", "chalk");
        witness.awaitApplied(PATIENCE);
        witness.retentionDeletesAll();
        erase(customer);
        assertClean();
        rows.execute("create table sealed as select * from erasure");
        // When, then
        assertFound(erased, "delete from erasure where order_id = ?", erased);
        rows.execute("insert into erasure select * from sealed where order_id = ?", erased);
        rows.execute("drop table sealed");
        for (var change : List.of(
                "customer_order set total = total + %s1",
                "customer_order set accepted_at = accepted_at + interval '%s1 second'",
                "customer_order set currency = case '%s' when '' then 'USD' else 'EUR' end")) {
            assertFound(erased, "update " + change.replace("%s", "") + " where order_id = ?", erased);
            rows.execute("update " + change.replace("%s", "-") + " where order_id = ?", erased);
            assertClean();
        }
        var instead = customerOf(erased);
        assertFound(erased, "update customer_order set customer_id = '" + customer + "' where order_id = ?", erased);
        rows.execute("update customer_order set customer_id = ? where order_id = ?", instead, erased);
        // When: by hand, and written down nowhere
        rename(other, CustomerId.erased().value());
        assertFound(other);
        rename(other, "bob");
        assertClean();
        // When: by hand, to a customer that looks like any other
        rename(other, "carl");
        // Then: what was accepted says who it was
        assertThat(proof()).extracting(Finding::type).contains(FindingType.I2_ALTERED);
        rename(other, "bob");
        // When: a loss elsewhere
        rows.execute("create table lost as select * from notification where order_id = ?", other);
        rows.execute("delete from notification where order_id = ?", other);
        // Then
        assertThat(audit()).isNotEmpty();
        assertThat(proof()).isNotEmpty();
        rows.execute("insert into notification select * from lost");
        rows.execute("drop table lost");
        assertClean();
    }

    @Test
    void aDeadLetterAndAnUnreadableEventAreForgottenToo() throws Exception {
        // Given
        var text = "{\"customerId\":\"" + customer + "\"";
        witness.write("orders-in", List.of(record("orders-in", text)));
        witness.write("orders", List.of(record("orders", text)));
        witness.awaitApplied(PATIENCE);
        // When
        var refused = catchThrowableOfType(ErasureRefused.class, () -> erase(customer));
        // Then
        assertThat(refused.reasons())
                .anyMatch(reason -> reason.contains("orders-dead-letters:") && reason.contains("is a dead letter"))
                .anyMatch(reason -> reason.contains("orders:") && reason.contains("is an unreadable event"));
        witness.retentionDeletesAll();
        var done = erase(customer);
        assertThat(done.quarantined()).isEqualTo(1);
        assertThat(placesOf(customer)).isEmpty();
        assertThat(erase(customer).isNothing()).isTrue();
    }

    @Test
    void anOrderWhoseNotificationIsStillToComeIsRefused() throws Exception {
        // Given
        witness.receive("pen", 100);
        var order = order(customer, "pen");
        witness.awaitApplied(PATIENCE);
        witness.retentionDeletesAll();
        rows.execute("create table later as select * from notification where order_id = ?", order);
        rows.execute("delete from notification where order_id = ?", order);
        // When
        var refused = catchThrowableOfType(ErasureRefused.class, () -> erase(customer));
        // Then
        assertThat(refused.reasons()).containsExactly("order " + order + " is not applied yet");
        assertThat(customerOf(order)).isEqualTo(customer);
        // When
        rows.execute("insert into notification select * from later");
        rows.execute("drop table later");
        // Then
        assertThat(erase(customer).orders()).isEqualTo(1);
        assertClean();
    }

    @Test
    void aPostThatNeverReachedTheBrokerIsErasedToo() throws Exception {
        // Given
        witness.receive("brush", 100);
        witness.awaitApplied(PATIENCE);
        var order = new Order(
                new OrderId(UUID.randomUUID()),
                new CustomerId(customer),
                Currency.getInstance("EUR"),
                List.of(new OrderLine(new ProductId("brush"), 1, new Money(120, Currency.getInstance("EUR")))),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        var id = order.id().value();
        rows.execute(
                "insert into received (id, kind, owner, fingerprint, record_key, record_value, received_at) values (?, 'ORDER', '', ?, ?, ?, now())",
                id,
                Sha256.of(OrderCodec.canonical(order)),
                OrderCodec.key(order.id()),
                OrderCodec.encode(order));
        // When: it may still be on its way
        var refused = catchThrowableOfType(ErasureRefused.class, () -> erase(customer));
        // Then
        assertThat(refused.reasons()).containsExactly("order " + id + " is not applied yet");
        // When: it is old, but not all of the input is decided
        rows.execute("update received set received_at = now() - interval '2 hours' where id = ?", id);
        rows.execute("update progress set decided_next = decided_next - 1");
        refused = catchThrowableOfType(ErasureRefused.class, () -> erase(customer));
        rows.execute("update progress set decided_next = decided_next + 1");
        // Then
        assertThat(refused.reasons()).containsExactly("order " + id + " is not applied yet");
        assertThat(erase(customer).orders()).isEqualTo(1);
        assertThat(placesOf(customer)).isEmpty();
        assertClean();
    }

    @Test
    void theOwnerMayHaveAnotherIdThanTheCustomer() throws Exception {
        // Given
        witness.receive("ink", 100);
        var order = order(customer, "ink");
        witness.awaitApplied(PATIENCE);
        var owner = "auth0|" + UUID.randomUUID();
        rows.execute("update received set owner = ? where id = ?", owner, order);
        witness.retentionDeletesAll();
        // When
        var done = erase(customer, owner);
        // Then
        assertThat(done.requests()).isEqualTo(1);
        assertThat(placesOf(owner)).isEmpty();
        assertThat(placesOf(customer)).isEmpty();
        assertClean();
    }

    @Test
    void aRetryOfAnErasedRequestIsNoSecondOrder() throws Exception {
        // Given
        witness.receive("ruler", 100);
        var key = UUID.randomUUID().toString();
        var itsOwn = post(customer, "ruler", customer + "-1");
        assertThat(post(customer, "ruler", key).statusCode()).isEqualTo(202);
        assertThat(itsOwn.statusCode()).isEqualTo(202);
        witness.awaitApplied(PATIENCE);
        witness.retentionDeletesAll();
        // When
        erase(customer);
        // Then
        assertThat(post(customer, "ruler", key).statusCode()).isEqualTo(422);
        assertThat(placesOf(customer)).isEmpty();
    }

    @Test
    void noClientPassesForAnErasedCustomer() {
        var answer =
                post(CustomerId.erased().value(), "pencil", UUID.randomUUID().toString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body().asString()).contains("erased");
    }

    private static List<String> orders(EventStream stream) {
        return stream.events().stream()
                .map(EventStream.Event::data)
                .filter(Objects::nonNull)
                .toList();
    }

    private static EventStream stream(String lastId) {
        return EventStream.open(
                URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/orders/stream"), lastId, Map.of());
    }

    private void rename(UUID order, String to) {
        rows.execute("update customer_order set customer_id = ? where order_id = ?", to, order);
        rows.execute("update notification set customer_id = ? where order_id = ?", to, order);
    }

    private void assertFound(UUID order, String sql, Object... parameters) {
        rows.execute(sql, parameters);
        assertFound(order);
    }

    private void assertFound(UUID order) {
        assertThat(audit()).contains(order.toString());
        assertThat(proof())
                .filteredOn(finding -> finding.type() == FindingType.I10_ERASURE_CONTRADICTS)
                .extracting(Finding::key)
                .containsExactly(order.toString());
    }

    private Erasure.Done erase(String id) throws SQLException {
        return erase(id, id);
    }

    private Erasure.Done erase(String id, String owner) throws SQLException {
        return erase(servers, admin, topics, id, owner);
    }

    static Erasure.Done erase(TestServers servers, Admin admin, TopicsConfig topics, String id, String owner)
            throws SQLException {
        var bounds = LogBounds.read(admin, topics);
        var letters = new DeadLetterSearch(Map.of("bootstrap.servers", servers.bootstrapServers), bounds);
        try (var tables = servers.connect()) {
            return new Erasure(tables, bounds, letters).run(new CustomerId(id), owner);
        }
    }

    /** In every column of every table. */
    private List<String> placesOf(String text) {
        var columns = rows.one("""
                select string_agg(table_name || ':' || column_name || ':' || data_type, ',')
                from information_schema.columns join information_schema.tables using (table_schema, table_name)
                where table_schema = current_schema() and table_type = 'BASE TABLE'""").split(",");
        assertThat(columns).hasSizeGreaterThan(80);
        return Stream.of(columns)
                .map(column -> column.split(":"))
                .filter(column -> !rows.one(
                                "select count(*) from TABLE where position(? in VALUE) > 0"
                                        .replace("TABLE", column[0])
                                        .replace(
                                                "VALUE",
                                                column[2].equals("bytea")
                                                        ? "encode(" + column[1] + ", 'escape')"
                                                        : "cast(" + column[1] + " as text)"),
                                text)
                        .equals("0"))
                .map(column -> column[0] + "." + column[1])
                .toList();
    }

    private ProducerRecord<byte[], byte[]> record(String topic, String text) {
        return new ProducerRecord<>(topics.prefix().orElse("") + topic, 0, null, text.getBytes());
    }

    private static String customerOf(UUID order) {
        return given().get("/orders/" + order).jsonPath().getString("customerId");
    }

    private static List<UUID> orders(String customer, String product, int n) {
        return new ArrayList<>(
                Stream.generate(() -> order(customer, product)).limit(n).toList());
    }

    static UUID order(String customer, String product) {
        var answer = post(customer, product, UUID.randomUUID().toString());
        assertThat(answer.statusCode()).isEqualTo(202);
        return UUID.fromString(answer.path("orderId"));
    }

    private static Response post(String customer, String product, String key) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body("{\"customerId\":\"" + customer + "\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"" + product
                        + "\",\"quantity\":1,\"unitPrice\":120}]}")
                .post("/orders");
    }

    private void assertClean() {
        assertThat(proof()).isEmpty();
        assertThat(audit()).isEmpty();
    }

    private static List<String> audit() {
        return given().get("/audit").jsonPath().getList("findings.key");
    }

    private List<Finding> proof() {
        return servers.prove(admin, List.of(), PATIENCE);
    }
}
