package semel.proof;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.audit.Invariant;
import semel.audit.ShortPatience;
import semel.codec.OrderCodec;
import semel.codec.Sha256;
import semel.decision.ThrowingPolicy;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.kit.DatabaseRows;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.CustomerId;
import semel.order.EventId;
import semel.order.Order;
import semel.order.OrderId;

/** Tests that the proof has no findings for real orders, and exactly the expected ones after a row or a record is removed or added. */
@QuarkusTest
@TestProfile(ShortPatience.class)
@Provokes({"semel.decision.DecisionStore", "semel.operation.TransactionsWatch"})
class GatheringTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PRODUCT = "pen";

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    @Inject
    Admin admin;

    /** The ids of the orders of all tests, because they share topics and tables. */
    private static final List<UUID> REQUESTED = new ArrayList<>();

    private Witness witness;
    private DatabaseRows rows;
    private UUID order;

    @BeforeEach
    void placeOrder() {
        witness = servers.witness();
        rows = servers.rows;
        if (REQUESTED.isEmpty()) {
            REQUESTED.add(witness.receive(PRODUCT, 100));
            witness.awaitApplied(PATIENCE);
        }
        order = witness.order(1, PRODUCT).get(0);
        REQUESTED.add(order);
        witness.awaitApplied(PATIENCE);
    }

    @AfterEach
    void close() {
        ThrowingPolicy.fix(false);
        witness.close();
    }

    @Test
    void ordersThatWereProcessedOnceHaveNoFindings() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void anOrderThatIsProcessedDuringTheGatheringHasNoFindings() {
        // Given
        var acceptedMeanwhile = new ArrayList<UUID>();
        var busy = beforeOffsets(IsolationLevel.READ_UNCOMMITTED, () -> {
            acceptedMeanwhile.addAll(witness.order(1, PRODUCT));
            witness.awaitApplied(PATIENCE);
        });
        // When
        var findings = findings(busy);
        REQUESTED.addAll(acceptedMeanwhile);
        // Then
        assertThat(acceptedMeanwhile).isNotEmpty();
        assertThat(findings).isEmpty();
    }

    /** An admin client that runs the work before it lists the offsets of this isolation level. */
    private Admin beforeOffsets(IsolationLevel isolation, Runnable work) {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (self, called, arguments) -> {
                    if (called.getName().equals("listOffsets")
                            && arguments[1] instanceof ListOffsetsOptions options
                            && options.isolationLevel() == isolation) {
                        work.run();
                    }
                    return called.invoke(admin, arguments);
                });
    }

    @Test
    void aDuplicateAndAnUnreadableRecordInTheInputAreNoFindings() {
        // When
        var copy = witness.record("orders-in", witness.anOrder(order, PRODUCT));
        witness.write("orders-in", List.of(copy, new ProducerRecord<>(topics.ordersIn(), null, new byte[] {1, 2})));
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(findings()).isEmpty();
    }

    @Test
    void anAcknowledgedOrderThatNeverArrivedIsLost() {
        // Given
        var lost = UUID.randomUUID();
        // When
        REQUESTED.add(lost);
        var findings = findings();
        REQUESTED.remove(lost);
        // Then
        assertThat(findings).singleElement().satisfies(found -> {
            assertThat(found.type()).isEqualTo(FindingType.I1_LOST);
            assertThat(found.key()).isEqualTo(lost.toString());
        });
    }

    @Test
    void anOrderOfAnotherProgramIsNoFinding() {
        // When: it is not among the requests
        REQUESTED.remove(order);
        // Then
        assertClean();
        REQUESTED.add(order);
    }

    @Test
    void anOrderAcceptedAfterAnOpenTransactionIsPendingAndTheProducerIsNamed() {
        behindAnOpenTransactionIn(topics.ordersIn());
    }

    @Test
    void anEventPublishedAfterAnOpenTransactionIsPendingAndTheProducerIsNamed() {
        behindAnOpenTransactionIn(topics.orders());
    }

    private void behindAnOpenTransactionIn(String topic) {
        UUID accepted;
        try (var stranger = new Stranger(servers.bootstrapServers)) {
            var producer = stranger.openTransaction(topic);
            // When
            accepted = post();
            var findings = findings(Duration.ofSeconds(4));
            var report = given().get("/audit").jsonPath();
            // Then
            assertThat(findings)
                    .anySatisfy(found -> {
                        assertThat(found.type()).isEqualTo(FindingType.I8_OPEN_TRANSACTION);
                        assertThat(found.key()).startsWith(topic + ":");
                        assertThat(found.detail()).contains("producer " + producer, "stranger");
                        assertThat(found.remedy())
                                .startsWith("kafka-transactions.sh --bootstrap-server " + servers.bootstrapServers
                                        + " abort")
                                .contains("--topic " + topic + " --partition ");
                    })
                    .allMatch(Finding::isPending);
            assertThat(report.getString("verdict")).isEqualTo("PENDING");
            List<Map<String, String>> open = report.getList("findings.findAll { it.finding == 'OpenTransaction' }");
            assertThat(open).isNotEmpty().allSatisfy(found -> {
                assertThat(found.get("key")).startsWith(topic + ":");
                assertThat(found.get("detail")).contains("producer " + producer, "stranger");
                assertThat(found.get("remedy"))
                        .startsWith("kafka-transactions.sh --bootstrap-server ")
                        .contains(" abort --topic " + topic + " --partition ");
            });
        }
        // Then
        witness.awaitApplied(PATIENCE);
        assertThat(rows.one("select status from customer_order where order_id = ?", accepted))
                .isEqualTo("FULFILLED");
        assertClean();
    }

    private static UUID post() {
        var body = "{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"" + PRODUCT
                + "\",\"quantity\":1,\"unitPrice\":100}]}";
        var answer = given().contentType("application/json").body(body).post("/orders");
        assertThat(answer.statusCode()).isEqualTo(202);
        return UUID.fromString(answer.jsonPath().getString("orderId"));
    }

    /** A program with rights on the topics that begins a transaction and does not end it. */
    private static final class Stranger implements AutoCloseable {
        private final String bootstrapServers;
        private final KafkaProducer<byte[], byte[]> producer;

        Stranger(String bootstrapServers) {
            this.bootstrapServers = bootstrapServers;
            this.producer = new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            bootstrapServers,
                            "transactional.id",
                            "stranger-" + UUID.randomUUID(),
                            "transaction.timeout.ms",
                            120_000),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        /** @return the producer's id */
        long openTransaction(String topic) {
            producer.initTransactions();
            producer.beginTransaction();
            var partitions = producer.partitionsFor(topic);
            partitions.forEach(
                    info -> producer.send(new ProducerRecord<>(topic, info.partition(), null, new byte[] {1})));
            producer.flush();
            try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
                var at = new TopicPartition(topic, 0);
                return admin.describeProducers(List.of(at)).partitionResult(at).get().activeProducers().stream()
                        .filter(active -> active.currentTransactionStartOffset().isPresent())
                        .findFirst()
                        .orElseThrow()
                        .producerId();
            } catch (InterruptedException | ExecutionException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        public void close() {
            producer.abortTransaction();
            producer.close();
        }
    }

    @Test
    void eventsThatRetentionDeletedAreNoFindingsAndLossesAreFound() throws Exception {
        // Given: three orders; the events of the first are deleted, those of the second are the first that are left
        var deleted = order;
        var first = witness.order(1, PRODUCT).get(0);
        witness.awaitApplied(PATIENCE);
        var later = witness.order(1, PRODUCT).get(0);
        witness.awaitApplied(PATIENCE);
        REQUESTED.addAll(List.of(first, later));
        deleteEventsBefore(first);
        // Then
        assertClean();
        for (var lost : List.of(deleted, first, later)) {
            // When
            var at = rows.one(
                    "delete from processed_event where kind = 3 and subject = ? returning partition, record_offset",
                    lost);
            rows.execute("delete from notification where order_id = ?", lost);
            // Then
            assertThat(findings())
                    .as(lost.toString())
                    .isNotEmpty()
                    .allMatch(found -> found.key().equals(lost + "/notification/0"));
            rows.execute(
                    "insert into processed_event (subject, kind, line, partition, record_offset) values (?, 3, 0, %s)"
                            .formatted(at.replace(" ", ",")),
                    lost);
            rows.execute(
                    "insert into notification select order_id, customer_id, status, decided_at from customer_order where order_id = ?",
                    lost);
            assertThat(findings()).isEmpty();
        }
        // When: an order has no events and no rows
        for (var table : List.of(
                "processed_event where subject",
                "decision where id",
                "customer_order where order_id",
                "inventory_movement where subject",
                "notification where order_id")) {
            rows.execute("create table kept_" + table.split(" ")[0] + " as select * from " + table + " = ?", deleted);
            rows.execute("delete from " + table + " = ?", deleted);
        }
        // Then
        assertThat(findings())
                .anyMatch(found ->
                        found.invariant() == Invariant.I1 && found.key().equals(deleted.toString()));
        for (var table :
                List.of("processed_event", "decision", "customer_order", "inventory_movement", "notification")) {
            rows.execute("insert into " + table + " select * from kept_" + table);
            rows.execute("drop table kept_" + table);
        }
        assertClean();
    }

    /** Deletes, in each partition of the outputs, the records before the event of this order; without such an event, all records. */
    private void deleteEventsBefore(UUID order) throws Exception {
        for (var kind : EventId.Kind.values()) {
            var topic = topics.of(kind);
            for (var info : admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()) {
                var partition = new TopicPartition(topic, info.partition());
                var before = rows.one(
                        "select coalesce(max(record_offset), -1) from processed_event where kind = " + kind.code()
                                + " and partition = " + info.partition() + " and subject = ?",
                        order);
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(Long.parseLong(before))))
                        .all()
                        .get();
            }
        }
    }

    @Test
    void aLossIsFoundInRowsThatWereRestoredFromAnotherServer() {
        // Given: the stamps of a restored database are higher than those of this server
        var lost = witness.anOrder(UUID.randomUUID(), PRODUCT);
        rows.execute(
                """
                insert into received (id, kind, owner, fingerprint, record_key, record_value, received_at, acknowledged_at,
                                      acknowledged_in)
                values (?, 'ORDER', '', ?, ?, ?, now(), now(), pg_current_xact_id())""",
                lost.id().value(),
                Sha256.of(OrderCodec.canonical(lost)),
                OrderCodec.key(lost.id()),
                OrderCodec.encode(lost));
        rows.execute(
                "update received set acknowledged_in = cast(cast(cast(acknowledged_in as text) as bigint) + 1000000000 || '' as xid8)"
                        + " where acknowledged_in is not null");
        // Then
        assertThat(findings())
                .containsExactly(new Finding(FindingType.I1_LOST, lost.id().toString(), "acknowledged without a key"));
        rows.execute("delete from received where id = ?", lost.id().value());
        assertThat(findings()).isEmpty();
        rows.execute("update received set acknowledged_in = pg_current_xact_id() where acknowledged_in is not null");
    }

    @Test
    void aMissingRowOfProgressIsFound() {
        // Given
        assertClean();
        rows.execute("create table kept_progress as select * from progress");
        // When
        rows.execute("delete from progress where topic = ?", topics.ordersIn());
        // Then
        try {
            assertThat(findings()).isNotEmpty().allMatch(found -> found.invariant() == Invariant.I6);
            await().atMost(PATIENCE)
                    .until(() -> given().get("/audit")
                            .jsonPath()
                            .getString("verdict")
                            .equals("DIRTY"));
        } finally {
            rows.execute("insert into progress select * from kept_progress on conflict do nothing");
            rows.execute("drop table kept_progress");
        }
        await().atMost(PATIENCE)
                .until(() ->
                        given().get("/audit").jsonPath().getString("verdict").equals("CLEAN"));
        assertClean();
    }

    @Test
    void anEventWithoutItsRowIsLostAndItsEffectIsAPhantom() {
        assertPlanted(
                "delete from processed_event where kind = 3 and subject = ? returning partition, record_offset",
                "insert into processed_event (subject, kind, line, partition, record_offset) values (?, 3, 0, %s)",
                findings -> assertThat(findings)
                        .hasSize(2)
                        .allMatch(found -> found.key().equals(order + "/notification/0"))
                        .extracting(Finding::invariant)
                        .containsExactlyInAnyOrder(Invariant.I10, Invariant.I11));
    }

    @Test
    void anEffectThatDiffersFromItsEventIsAltered() {
        assertPlanted(
                "update customer_order set customer_id = 'c-2' where order_id = ? returning 1",
                "update customer_order set customer_id = 'c-1' where order_id = ?",
                findings -> assertThat(findings)
                        .singleElement()
                        .satisfies(found -> assertThat(found.key()).isEqualTo(order + "/order/0"))
                        .matches(found -> found.type() == FindingType.I10_ALTERED));
    }

    @Test
    void anInputRecordWithoutATraceIsUntraced() throws SQLException {
        // Given
        var copy = witness.record("orders-in", witness.anOrder(order, PRODUCT));
        witness.write("orders-in", List.of(copy));
        witness.awaitApplied(PATIENCE);
        // When
        assertPlanted(
                "delete from suppressed where id = ? returning topic_id, partition, record_offset",
                "insert into suppressed (id, topic_id, partition, record_offset) values (?, %s)",
                findings ->
                        assertThat(findings).singleElement().matches(found -> found.type() == FindingType.I6_UNTRACED));
    }

    @Test
    void aFailedOrderThatIsRedrivenTwiceIsDecidedOnce() {
        // Given
        var failed = failedOrder();
        var dead = deadLetterOf(failed);
        assertClean();
        ThrowingPolicy.fix(true);
        // When
        var first = redrive(dead);
        witness.awaitApplied(PATIENCE);
        var second = redrive(dead);
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body().asString()).isEqualTo(first.body().asString());
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(copiesOf(failed)).isEqualTo(2);
        assertThat(rows.one("select status from customer_order where order_id = ?", failed))
                .isEqualTo("FULFILLED");
        assertThat(letters(OrderCodec.key(new OrderId(failed)))).hasSize(1);
        assertClean();
    }

    @Test
    void anOrderThatFailsAgainBecomesAnotherDeadLetterThatCanBeRedriven() {
        // Given
        var failed = failedOrder();
        var key = OrderCodec.key(new OrderId(failed));
        // When
        var copy = redrive(deadLetterOf(failed)).jsonPath().getString("copy");
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(letters(key)).hasSize(2).contains(copy);
        assertClean();
        // When
        ThrowingPolicy.fix(true);
        assertThat(redrive(copy).statusCode()).isEqualTo(202);
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(letters(key)).hasSize(2);
        assertThat(rows.one("select status from customer_order where order_id = ?", failed))
                .isEqualTo("FULFILLED");
        assertClean();
    }

    @Test
    void aCopyThatIsNotMarkedIsSentAgainAndSuppressed() {
        // Given
        var failed = failedOrder();
        var dead = deadLetterOf(failed);
        ThrowingPolicy.fix(true);
        redrive(dead);
        rows.execute("update redrive set acknowledged_at = null, copy_offset = null, requested_at = '-infinity'");
        // When
        redrive(dead);
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(copiesOf(failed)).isEqualTo(3);
        assertThat(rows.one("select count(*) from suppressed where id = ?", failed))
                .isEqualTo("1");
        assertThat(rows.one("select status from customer_order where order_id = ?", failed))
                .isEqualTo("FULFILLED");
        assertClean();
    }

    @Test
    void aRedrivenRecordThatStaysUnreadableBecomesAnotherDeadLetter() {
        // Given
        var key = UUID.randomUUID().toString().getBytes(UTF_8);
        witness.write("orders-in", List.of(new ProducerRecord<>(topics.ordersIn(), key, new byte[] {1, 2})));
        witness.awaitApplied(PATIENCE);
        // When
        var copy = redrive(letters(key).get(0)).jsonPath().getString("copy");
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(letters(key)).hasSize(2).contains(copy);
        assertClean();
    }

    @Test
    void aForeignRecordOfAnAcceptedOrderIsNotItsOutcomeAndIsNotRedriven() {
        // Given
        var accepted = witness.anOrder(UUID.randomUUID(), PRODUCT);
        var foreign = new Order(
                accepted.id(), new CustomerId("c-2"), accepted.currency(), accepted.lines(), accepted.acceptedAt());
        rows.execute(
                """
                insert into received (id, kind, owner, fingerprint, record_key, record_value, received_at, acknowledged_at,
                                      acknowledged_in)
                values (?, 'ORDER', '', ?, ?, ?, now(), now(), pg_current_xact_id())""",
                accepted.id().value(),
                Sha256.of(OrderCodec.canonical(accepted)),
                OrderCodec.key(accepted.id()),
                OrderCodec.encode(accepted));
        // When
        witness.write("orders-in", List.of(witness.record("orders-in", foreign)));
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(findings())
                .as("the dead letter is not the outcome of the accepted order")
                .containsExactly(
                        new Finding(FindingType.I1_LOST, accepted.id().toString(), "acknowledged without a key"));
        // When
        witness.write("orders-in", List.of(witness.record("orders-in", accepted)));
        witness.awaitApplied(PATIENCE);
        // Then
        assertClean();
        var dead = letters(OrderCodec.key(accepted.id()));
        assertThat(dead).hasSize(1);
        assertThat(redrive(dead.get(0)).statusCode()).isEqualTo(404);
        assertThat(rows.one(
                        "select customer_id from customer_order where order_id = ?",
                        accepted.id().value()))
                .isEqualTo("c-1");
    }

    @Test
    void onlyDeadLettersAreRedriven() {
        var alive = rows.one(
                "select p.topic || ':' || d.partition || ':' || d.record_offset"
                        + " from decision d join progress p using (topic_id, partition) where d.id = ?",
                order);
        for (var coordinates : List.of(
                alive,
                topics.ordersIn() + ":0:999999",
                topics.ordersIn() + ":99:0",
                topics.orders() + ":0:0",
                "x:0:0",
                "x",
                "0:0:0:0",
                topics.ordersIn() + ":-1:0",
                topics.ordersIn() + ":0:9223372036854775808",
                "%00:0:0")) {
            var refused = redrive(coordinates);
            assertThat(refused.statusCode()).as(coordinates).isEqualTo(404);
            assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/not-found");
        }
        assertClean();
    }

    @Test
    void aDeadLetterIsNotRedrivenUntilItsBatchIsKnownToBePublished() {
        // Given
        var dead = deadLetterOf(failedOrder());
        rows.execute("update progress set published_next = 0");
        try {
            // Then
            assertThat(redrive(dead).statusCode()).isEqualTo(404);
        } finally {
            rows.execute("update progress set published_next = decided_next");
        }
        assertThat(redrive(dead).statusCode()).isEqualTo(202);
        witness.awaitApplied(PATIENCE);
        assertClean();
    }

    @Test
    void aRedriveOfARecordThatRetentionDeletedIsAnsweredWithGone() throws Exception {
        // Given
        var dead = Coordinates.parse(deadLetterOf(failedOrder())).orElseThrow();
        var partition = new TopicPartition(dead.topic(), dead.partition());
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(dead.offset() + 1)))
                .all()
                .get();
        // When
        var gone = redrive(dead.toString());
        // Then
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.jsonPath().getString("type")).isEqualTo("/problems/gone");
        assertClean();
    }

    @Test
    void aDeadLetterThatRetentionDeletedWithItsRecordStillAnswersItsRequest() throws Exception {
        // Given: an order that stays failed, one that fails again, and two that are fulfilled, of which one's copy has
        // no row
        var failed = failedOrder();
        redrive(deadLetterOf(failedOrder()));
        witness.awaitApplied(PATIENCE);
        var fulfilled = deadLetterOf(failedOrder());
        var unknown = deadLetterOf(failedOrder());
        ThrowingPolicy.fix(true);
        redrive(fulfilled);
        redrive(unknown);
        witness.awaitApplied(PATIENCE);
        rows.execute(
                "update redrive set acknowledged_at = null, copy_offset = null where partition = ? and record_offset = ?",
                Coordinates.parse(unknown).orElseThrow().partition(),
                Coordinates.parse(unknown).orElseThrow().offset());
        // When
        witness.retentionDeletes("orders-in", "orders-dead-letters");
        // Then
        assertClean();
        // When
        rows.execute(
                "create table lost as select l.* from dead_letter l join decision d using (topic_id, partition, record_offset) where d.id = ?",
                failed);
        rows.execute(
                "delete from dead_letter where (topic_id, partition, record_offset) in (select topic_id, partition, record_offset from lost)");
        // Then
        assertThat(findings())
                .anyMatch(found ->
                        found.type() == FindingType.I1_LOST && found.key().equals(failed.toString()));
        rows.execute("insert into dead_letter select * from lost");
        rows.execute("drop table lost");
        assertClean();
    }

    private UUID failedOrder() {
        var product = "moody-" + UUID.randomUUID(); // ThrowingPolicy throws for it
        REQUESTED.add(witness.receive(product, 5));
        witness.awaitApplied(PATIENCE);
        var id = witness.order(1, product).get(0);
        REQUESTED.add(id);
        witness.awaitApplied(PATIENCE);
        return id;
    }

    private static Response redrive(String coordinates) {
        return given().urlEncodingEnabled(false).post("/dead-letters/" + coordinates + "/redrive");
    }

    private String deadLetterOf(UUID failed) {
        return letters(OrderCodec.key(new OrderId(failed))).get(0);
    }

    /** The source coordinates of the dead letters with this key. */
    private List<String> letters(byte[] key) {
        return witness.read("orders-dead-letters").stream()
                .filter(letter -> Arrays.equals(letter.key(), key))
                .map(letter -> new String(letter.headers().lastHeader("src").value(), UTF_8))
                .toList();
    }

    private long copiesOf(UUID id) {
        return witness.read("orders-in").stream()
                .filter(record -> Arrays.equals(record.key(), OrderCodec.key(new OrderId(id))))
                .count();
    }

    /** Asserts that the full proof and the online audit find nothing. */
    private void assertClean() {
        assertThat(findings()).isEmpty();
        var report = given().get("/audit").jsonPath();
        assertThat(report.getString("verdict"))
                .as(report.getList("findings").toString())
                .isEqualTo("CLEAN");
    }

    /** @param undo SQL that reverts the edit, with %s for the values that the edit returned */
    private void assertPlanted(String edit, String undo, Consumer<List<Finding>> assertions) {
        var returned = rows.one(edit, order).split(" ");
        try {
            assertions.accept(findings());
        } finally {
            rows.execute(undo.formatted("'" + String.join("', '", returned) + "'"), order);
        }
        assertThat(findings()).isEmpty();
    }

    private List<Finding> findings() {
        return findings(admin);
    }

    private List<Finding> findings(Duration patience) {
        return findings(admin, patience);
    }

    private List<Finding> findings(Admin admin) {
        return findings(admin, PATIENCE);
    }

    private List<Finding> findings(Admin admin, Duration patience) {
        var requests = REQUESTED.stream()
                .map(id -> new History.ClientRequest(null, id, null, "", History.ClientAnswer.ACK))
                .toList();
        return servers.prove(admin, requests, patience);
    }
}
