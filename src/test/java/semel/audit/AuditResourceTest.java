package semel.audit;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.kafka.TopicsConfig;
import semel.kit.BlockedStatements;
import semel.kit.DatabaseRows;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;
import semel.projection.EventPublisher;

/** Applies one receipt and two orders; then each test plants a fault in the tables or topics and removes it. */
@QuarkusTest
@TestProfile(BlockedStatements.class)
@Provokes({"semel.kafka.Outage", "org.hibernate.orm.jdbc.error"})
class AuditResourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Currency EUR = Currency.getInstance("EUR");

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    private final UUID receipt = UuidCreator.getTimeOrderedEpoch();
    private final UUID fulfilled = UuidCreator.getTimeOrderedEpoch();
    private final UUID refused = UuidCreator.getTimeOrderedEpoch();
    private final ProductId product = new ProductId("p-" + receipt);
    private KafkaProducer<byte[], byte[]> intake;
    private DatabaseRows rows;
    private Order written;

    @BeforeEach
    void oneReceiptAndTwoOrders() {
        rows = servers.rows;
        intake = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        receive(new Receipt(new ReceiptId(receipt), product, 10, now()));
        await().atMost(PATIENCE)
                .until(() -> rows.one("select count(*) from decision where id = ?", receipt)
                        .equals("1"));
        written = order(fulfilled, 4);
        order(refused, 40);
        awaitVerdict("CLEAN");
    }

    @AfterEach
    void close() {
        intake.close();
    }

    @Test
    void anUndisturbedPipelineIsClean() {
        // When
        var report = audit();
        // Then
        assertThat(report.getString("verdict")).isEqualTo("CLEAN");
        assertThat(rows.one("select count(*) from audit_watermark")).isEqualTo("1");
        assertThat(report.getList("findings")).isEmpty();
        assertThat(report.getBoolean("stock.agree")).isTrue();
        assertThat(report.getLong("accepted")).isEqualTo(report.getLong("fulfilled") + report.getLong("refused"));
        assertThat(report.getLong("fulfilled")).isPositive();
        assertThat(Instant.parse(report.getString("since"))).isBefore(Instant.parse(report.getString("cut")));
        assertThat(report.getMap("$").keySet())
                .containsExactly(
                        "verdict",
                        "since",
                        "cut",
                        "accepted",
                        "fulfilled",
                        "refused",
                        "duplicatesSuppressed",
                        "deadLetters",
                        "lost",
                        "duplicated",
                        "torn",
                        "stock",
                        "findings");
    }

    @Test
    void aSuppressedDuplicateIsCountedAndClean() {
        // Given
        var before = audit().getLong("duplicatesSuppressed");
        // When
        send(written);
        // Then
        await().atMost(PATIENCE).until(() -> audit().getLong("duplicatesSuppressed") == before + 1);
        assertThat(audit().getString("verdict")).isEqualTo("CLEAN");
    }

    @Test
    void aDeadLetterIsCountedAndClean() {
        // Given
        var before = audit().getLong("deadLetters");
        // When
        intake.send(new ProducerRecord<>(topics.ordersIn(), null, new byte[] {1, 2, 3}));
        intake.flush();
        // Then
        await().atMost(PATIENCE).until(() -> audit().getLong("deadLetters") == before + 1);
        assertThat(audit().getString("verdict")).isEqualTo("CLEAN");
    }

    @Test
    void aMissingMovementIsTornAndAGapInTheLedger() {
        planted(
                "with moved as (delete from inventory_movement where subject = ? returning *) insert into kept_movement select * from moved",
                "insert into inventory_movement select * from kept_movement where subject = ?",
                fulfilled,
                () -> {
                    assertFinding("I5", "Torn", fulfilled);
                    assertThat(audit().getBoolean("stock.agree")).isFalse();
                    assertThat(audit().getLong("torn")).isEqualTo(1);
                });
    }

    @Test
    void aRepeatedLedgerNumberIsFound() {
        planted(
                "update inventory_movement set number = 1 where subject = ?",
                "update inventory_movement set number = 2 where subject = ?",
                fulfilled,
                () -> assertFinding("I10", "StockOff", product.value()));
    }

    @Test
    void stockThatDisagreesWithTheDecisionsIsFound() {
        planted(
                "update stock set on_hand = on_hand + 1 where product_id = ?",
                "update stock set on_hand = on_hand - 1 where product_id = ?",
                product.value(),
                () -> assertFinding("I10", "StockOff", product.value()));
    }

    @Test
    void aMissingNotificationIsTorn() {
        planted(
                "update notification set order_id = cast('00000000-0000-0000-0000-000000000001' as uuid) where order_id = ?",
                "update notification set order_id = ? where order_id = cast('00000000-0000-0000-0000-000000000001' as uuid)",
                refused,
                () -> assertFinding("I5", "Torn", refused));
    }

    @Test
    void aDecisionWithoutAnyEffectIsLost() {
        var unapplied = UuidCreator.getTimeOrderedEpoch();
        planted(
                "insert into decision select cast(? as uuid), topic_id, partition, record_offset, outcome, reason, movements, decided_at"
                        + " from decision where id = cast('" + refused + "' as uuid)",
                "delete from decision where id = ?",
                unapplied,
                () -> {
                    assertFinding("I11", "NotApplied", unapplied);
                    // The planted row has the coordinates of another decision.
                    assertThat(audit().getList("findings.finding")).contains("TracedTwice");
                });
    }

    @Test
    void anInputRecordWithoutATraceIsFoundAndItsEffectsArePhantoms() {
        planted(
                "with gone as (delete from decision where id = ? returning *) insert into kept_decision select * from gone",
                "insert into decision select * from kept_decision where id = ?",
                refused,
                () -> {
                    assertThat(audit().getList("findings.finding")).contains("Untraced", "Undecided");
                    assertFinding("I10", "Phantom", refused);
                });
    }

    @Test
    void anAcknowledgedOrderThatWasNeverDecidedIsLost() {
        var lost = UuidCreator.getTimeOrderedEpoch();
        planted("""
                insert into received (id, kind, owner, fingerprint, record_key, record_value, received_at, acknowledged_at,
                                      acknowledged_in)
                values (?, 'ORDER', '', '', '', '', now(), now(), pg_current_xact_id())""", "delete from received where id = ?", lost, () -> assertFinding("I1", "Undecided", lost));
    }

    @Test
    void aLostOrderIsFoundIfItIsAcknowledgedAfterTheWatermark() {
        var lost = UuidCreator.getTimeOrderedEpoch();
        accept(order(lost, List.of(line(1))));
        assertThat(audit().getString("verdict")).isEqualTo("CLEAN"); // this audit moves the watermark past the row

        planted(
                "update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id() where id = ?",
                "delete from received where id = ?",
                lost,
                () -> assertFinding("I1", "Undecided", lost));
    }

    @Test
    void anEventPublishedTwiceIsFound() {
        // Given
        try (var eventPublisher = new EventPublisher(servers.bootstrapServers, topics)) {
            // When
            eventPublisher.commit(
                    new Event.CustomerNotified(new OrderId(refused), new CustomerId("c-1"), Outcome.REFUSED, now()));
        }
        // Then
        awaitVerdict("DIRTY");
        assertFinding("I4", "Repeated", refused);
        rows.execute("delete from repeated_event where subject = ?", refused);
    }

    @Test
    void anEventWithoutADecisionIsFound() {
        // Given
        var phantom = UuidCreator.getTimeOrderedEpoch();
        try (var eventPublisher = new EventPublisher(servers.bootstrapServers, topics)) {
            // When
            eventPublisher.commit(new Event.OrderDecided(order(phantom, List.of(line(1))), Optional.empty(), now()));
        }
        // Then
        awaitVerdict("DIRTY");
        assertFinding("I10", "Phantom", phantom);
        rows.execute("delete from customer_order where order_id = ?", phantom);
        rows.execute("delete from processed_event where subject = ?", phantom);
    }

    @Test
    void whileTheProjectionIsBehindThereIsNoVerdict() throws SQLException {
        // Given
        try (var lock = rows.locked("processed_event")) {
            order(UuidCreator.getTimeOrderedEpoch(), 1);
            // When
            var report = audit();
            // Then
            assertThat(report.getString("verdict")).isEqualTo("PENDING");
            assertThat(report.getString("findings[0].finding")).isEqualTo("Behind");
            assertThat(report.getString("findings[0].detail")).contains("semel-projection has committed");
            lock.rollback();
        }
        awaitVerdict("CLEAN");
    }

    @Test
    void anOverdueOrderIsDirtyEvenWhileTheProjectionIsBehind() throws SQLException {
        // Given
        var slow = UuidCreator.getTimeOrderedEpoch();
        try (var lock = rows.locked("processed_event")) {
            order(slow, 1);
            rows.execute("update received set acknowledged_at = now() - interval '1 day' where id = ?", slow);
            // When
            var report = audit();
            // Then
            assertThat(report.getString("verdict")).isEqualTo("DIRTY");
            assertThat(report.getList("findings.finding")).contains("Behind", "Overdue");
            assertThat(report.getString("findings.find { it.finding == 'Overdue' }.key"))
                    .isEqualTo(slow.toString());
            lock.rollback();
        }
        awaitVerdict("CLEAN");
    }

    @Test
    void requestsDuringAnAuditShareTheNextOne() throws SQLException {
        // Given
        try (var lock = rows.locked("processed_event")) {
            order(UuidCreator.getTimeOrderedEpoch(), 1);
            // When: each on its own thread, because the common pool has only one per processor
            var asked = Stream.generate(() ->
                            CompletableFuture.supplyAsync(AuditResourceTest::audit, task -> new Thread(task).start()))
                    .limit(6)
                    .toList();
            // Then
            var cuts = asked.stream().map(answer -> answer.join().getString("cut"));
            assertThat(cuts.distinct()).hasSize(2);
            lock.rollback();
        }
        awaitVerdict("CLEAN");
    }

    @Test
    void theProgressIsStreamedUpToTheVerdict() {
        // When
        var text = get("/audit/progress").then().statusCode(200).extract().asString();
        // Then
        var events = Pattern.compile("event:(\\w+)").matcher(text).results().map(event -> event.group(1));
        assertThat(events.distinct()).containsExactly("cut", "published", "applied", "read", "verdict");
        var verdict = text.substring(text.indexOf("event:verdict"));
        var report = JsonPath.from(verdict.substring(verdict.indexOf("data:") + 5));
        assertThat(report.getString("verdict")).isEqualTo("CLEAN");
        assertThat(report.getMap("$").keySet()).isEqualTo(audit().getMap("$").keySet());
        assertThat(text).containsOnlyOnce("id:").contains("id:" + report.getString("cut"));
    }

    @Test
    void theProgressOfALongAuditSendsKeepAlives() throws SQLException {
        // Given
        try (var lock = rows.locked("processed_event")) {
            order(UuidCreator.getTimeOrderedEpoch(), 1);
            // When
            var answer = get("/audit/progress");
            // Then
            assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(answer.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(answer.header("X-SSE-Content-Type")).isNull();
            assertThat(answer.asString().lines())
                    .contains(":working")
                    .allMatch(line -> line.matches("|(:|event:|data:|id:).*"));
            lock.rollback();
        }
        awaitVerdict("CLEAN");
    }

    @Test
    void aReconnectAfterTheVerdictGetsNoContent() {
        given().header("Last-Event-ID", now().toString())
                .get("/audit/progress")
                .then()
                .statusCode(204);
    }

    private void receive(Receipt received) {
        var value = ReceiptCodec.encode(received);
        accept(received.id().value(), "RECEIPT", value);
        intake.send(new ProducerRecord<>(topics.receiptsIn(), ReceiptCodec.key(received.product()), value));
        intake.flush();
    }

    private Order order(UUID id, int quantity) {
        var order = order(id, List.of(line(quantity)));
        accept(order);
        send(order);
        return order;
    }

    private void accept(Order order) {
        accept(order.id().value(), "ORDER", OrderCodec.encode(order));
    }

    /** Writes the row that intake writes before it sends the record. */
    private void accept(UUID id, String kind, byte[] value) {
        rows.execute(
                "insert into received (id, kind, owner, fingerprint, record_key, record_value, received_at)"
                        + " values (?, '" + kind + "', '', '', '', ?, now())",
                id,
                value);
    }

    private void send(Order order) {
        intake.send(new ProducerRecord<>(topics.ordersIn(), OrderCodec.key(order.id()), OrderCodec.encode(order)));
        intake.flush();
        rows.execute(
                "update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id()"
                        + " where acknowledged_at is null and id in (?, ?)",
                order.id().value(),
                receipt);
    }

    private OrderLine line(int quantity) {
        return new OrderLine(product, quantity, new Money(100, EUR));
    }

    private static Order order(UUID id, List<OrderLine> lines) {
        return new Order(new OrderId(id), new CustomerId("c-1"), EUR, lines, now());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private void planted(String plant, String remove, Object key, Runnable assertions) {
        rows.execute("create table if not exists kept_movement (like inventory_movement)");
        rows.execute("create table if not exists kept_decision (like decision)");
        rows.execute(plant, key);
        try {
            // PostgreSQL reports updates and deletes in its statistics some seconds later.
            awaitVerdict("DIRTY");
            assertions.run();
        } finally {
            rows.execute(remove, key);
        }
        awaitVerdict("CLEAN");
    }

    private static void assertFinding(String invariant, String finding, Object key) {
        List<Map<String, Object>> findings = audit().getList("findings");
        assertThat(findings)
                .anySatisfy(found -> assertThat(found)
                        .containsEntry("invariant", invariant)
                        .containsEntry("finding", finding)
                        .hasEntrySatisfying(
                                "key", text -> assertThat(text.toString()).startsWith(key.toString())));
    }

    private static void awaitVerdict(String verdict) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(audit().prettify()).contains("\"verdict\": \"" + verdict + "\""));
    }

    private static JsonPath audit() {
        return get("/audit").then().statusCode(200).extract().jsonPath();
    }
}
