package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static semel.decision.SampleDeliveries.line;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.codec.EventCodec;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.CustomerId;
import semel.order.Order;
import semel.order.OrderLine;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;

/** Tests what the decision publishes for input records, with a real broker and a real database. */
@QuarkusTest
@Provokes({
    "semel.decision.DecisionStore",
    "semel.decision.Recovery",
    "io.smallrye.reactive.messaging.kafka",
    "io.quarkus.vertx.core.runtime.VertxCoreRecorder"
})
class DecisionStoriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = "semel.topics.prefix")
    String prefix;

    @Inject
    TestServers servers;

    private final String product = "p-" + UUID.randomUUID();
    private Witness witness;

    @BeforeEach
    void open() {
        witness = servers.witness();
    }

    @AfterEach
    void close() {
        EmissionVariant.reset();
        ThrowingPolicy.fix(false);
        witness.close();
    }

    private void awaitDecided() {
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
    }

    private void stock(int quantity) {
        witness.receive(product, quantity);
        awaitDecided();
    }

    private Order anOrder() {
        return witness.anOrder(UUID.randomUUID(), product);
    }

    private void write(Collection<ProducerRecord<byte[], byte[]>> records) {
        witness.write("orders-in", List.copyOf(records));
        awaitDecided();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> events(String topic, UUID subject) {
        return witness.read(topic).stream()
                .filter(record -> isOf(record, subject))
                .toList();
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> record, UUID subject) {
        var id = header(record, "ce_id");
        return id != null && id.startsWith(subject.toString());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Test
    void anOrderBecomesOneRecordOnEachTopicInOneTransaction() {
        stock(5);
        var order = anOrder();

        write(List.of(witness.record("orders-in", order)));

        var published = List.of("orders", "inventory", "notifications").stream()
                .map(topic -> events(topic, order.id().value()))
                .toList();
        assertThat(published).allSatisfy(records -> assertThat(records).hasSize(1));
        assertThat(published)
                .extracting(records -> header(records.get(0), EventCodec.TRANSACTION))
                .containsOnly(header(published.get(0).get(0), EventCodec.TRANSACTION));
        assertThat(text(published.get(0).get(0))).contains("\"status\":\"FULFILLED\"");
        assertThat(text(published.get(1).get(0))).contains("\"change\":-1,\"number\":2,\"balance\":4");
        assertThat(published.get(1).get(0).key()).isEqualTo(product.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachLineMovesItsOwnQuantity() {
        stock(50);
        var other = product + "-b";
        witness.receive(other, 50);
        awaitDecided();
        var order = anOrderOf(line(product, 3, 250), line(other, 11, 20), line(product, 5, 300));

        write(List.of(witness.record("orders-in", order)));

        assertThat(events("inventory", order.id().value()))
                .extracting(
                        record -> header(record, "ce_id"),
                        record -> new String(record.key(), StandardCharsets.UTF_8),
                        record -> text(record).replaceAll(".*(\"change\":.*\"balance\":[0-9]+).*", "$1"))
                .containsExactlyInAnyOrder(
                        tuple(order.id() + "/inventory/0", product, "\"change\":-3,\"number\":2,\"balance\":47"),
                        tuple(order.id() + "/inventory/1", other, "\"change\":-11,\"number\":2,\"balance\":39"),
                        tuple(order.id() + "/inventory/2", product, "\"change\":-5,\"number\":3,\"balance\":42"));
        await().atMost(PATIENCE).until(() -> witness.unapplied() == 0);
        assertThat(servers.rows.one(
                        "select string_agg(product_id || change, ' ' order by line) from inventory_movement where subject = ?",
                        order.id().value()))
                .isEqualTo(product + "-3 " + other + "-11 " + product + "-5");
    }

    private Order anOrderOf(OrderLine... lines) {
        var order = anOrder();
        return new Order(order.id(), order.customer(), order.currency(), List.of(lines), order.acceptedAt());
    }

    @Test
    void aPollIsPublishedInPartsEachInATransactionOfItsOwn() {
        stock(2000);
        var orders = IntStream.range(0, 60)
                .mapToObj(i -> anOrderOf(IntStream.range(0, 20)
                        .mapToObj(j -> line(product, 1 + i % 2, j))
                        .toArray(OrderLine[]::new)))
                .toList();

        write(orders.stream().map(order -> witness.record("orders-in", order)).toList());

        var ids = orders.stream().map(order -> order.id() + "/").collect(Collectors.toSet());
        assertThat(eventsOf(ids, "inventory")).hasSize(60 * 20).doesNotHaveDuplicates();
        assertThat(eventsOf(ids, "orders")).hasSize(60).doesNotHaveDuplicates();
        var perTransaction = witness.read("orders").stream()
                .filter(record -> ids.contains(header(record, "ce_id").substring(0, 37)))
                .collect(
                        Collectors.groupingBy(record -> header(record, EventCodec.TRANSACTION), Collectors.counting()));
        assertThat(perTransaction.values()).hasSizeGreaterThan(8).allMatch(orderCount -> orderCount <= 8);
    }

    private List<String> eventsOf(Collection<String> ids, String topic) {
        return witness.read(topic).stream()
                .map(record -> header(record, "ce_id"))
                .filter(id -> ids.contains(id.substring(0, 37)))
                .toList();
    }

    @Test
    void aPublishedBatchIsNotedInTheDatabase() {
        stock(1);

        write(List.of(witness.record("orders-in", anOrder())));

        var rows = servers.rows;
        await().atMost(PATIENCE)
                .until(() -> rows.one("select count(*) from progress where published_next < decided_next")
                        .equals("0"));
        assertThat(rows.one("select count(*) > 0 from progress where published_next > 0"))
                .isEqualTo("t");
    }

    @Test
    void anOrderBeyondTheStockIsRefusedAndMovesNothing() {
        stock(1);
        var orders = List.of(anOrder(), anOrder());

        for (var order : orders) {
            write(List.of(witness.record("orders-in", order)));
        }

        assertThat(text(events("orders", orders.get(1).id().value()).get(0))).contains("\"reason\":\"OUT_OF_STOCK\"");
        assertThat(events("inventory", orders.get(1).id().value())).isEmpty();
        assertThat(events("notifications", orders.get(1).id().value())).hasSize(1);
    }

    @Test
    void anOrderOfAnUnknownProductIsRefused() {
        var order = anOrder();

        write(List.of(witness.record("orders-in", order)));

        assertThat(text(events("orders", order.id().value()).get(0))).contains("\"reason\":\"UNKNOWN_PRODUCT\"");
    }

    @Test
    void aDuplicateIsSuppressedInTheSameBatchAndInALaterOne() {
        stock(5);
        var order = anOrder();
        var record = witness.record("orders-in", order);

        write(List.of(record, record));
        write(List.of(record));

        assertThat(events("orders", order.id().value())).hasSize(1);
        assertThat(events("inventory", order.id().value())).hasSize(1);
    }

    @Test
    void oneBadRecordInTwentyIsOneDeadLetterAndTheOthersArePublished() {
        stock(50);
        var orders = new ArrayList<Order>();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < 19; i++) {
            orders.add(anOrder());
            records.add(witness.record("orders-in", orders.get(i)));
        }
        var bad = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        records.add(
                10,
                new ProducerRecord<>(
                        witness.topic("orders-in"), bad, "{\"schema\":99}".getBytes(StandardCharsets.UTF_8)));

        write(records);

        assertThat(witness.count(
                                orders.stream().map(order -> order.id().value()).toList())
                        .isExactlyOnce())
                .isTrue();
        assertThat(witness.read("orders-dead-letters").stream().filter(letter -> Arrays.equals(letter.key(), bad)))
                .singleElement()
                .satisfies(letter -> assertThat(header(letter, "reason")).isEqualTo("unreadable"));
    }

    @Test
    void anOrderForWhichThePolicyThrowsIsOneDeadLetterAndReservesNothing() {
        stock(5);
        var moody = witness.anOrder(UUID.randomUUID(), "moody");
        var order = anOrder();

        write(List.of(witness.record("orders-in", moody), witness.record("orders-in", order)));

        assertThat(witness.count(List.of(order.id().value())).isExactlyOnce()).isTrue();
        assertThat(events("orders", moody.id().value())).isEmpty();
        assertThat(witness.read("orders-dead-letters").stream()
                        .filter(letter -> Arrays.equals(letter.key(), OrderCodec.key(moody.id()))))
                .singleElement()
                .satisfies(letter -> assertThat(header(letter, "reason")).isEqualTo("policy-failed"));
    }

    @Test
    void aRedrivenOrderWhoseBatchIsRedeliveredIsPublishedOnce() {
        var moody = witness.anOrder(UUID.randomUUID(), "moody-" + UUID.randomUUID());
        witness.receive(moody.lines().get(0).product().value(), 5);
        awaitDecided();
        write(List.of(witness.record("orders-in", moody)));
        var dead = witness.read("orders-dead-letters").stream()
                .filter(letter -> Arrays.equals(letter.key(), OrderCodec.key(moody.id())))
                .map(letter -> header(letter, EventCodec.SOURCE))
                .findFirst()
                .orElseThrow();
        var copy = witness.record("orders-in", moody);
        copy.headers().add(EventCodec.REDRIVE, dead.getBytes(StandardCharsets.UTF_8));
        ThrowingPolicy.fix(true);
        EmissionVariant.strikeAt(1, (producer, number) -> {
            throw new IllegalStateException("after the sends, with the decision taken again and committed");
        });

        write(List.of(copy));

        assertThat(witness.count(List.of(moody.id().value())).isExactlyOnce()).isTrue();
        assertThat(header(events("orders", moody.id().value()).get(0), EventCodec.REDRIVE))
                .isEqualTo(dead);
        assertThat(witness.readUncommitted("orders").stream()
                        .filter(record -> isOf(record, moody.id().value())))
                .hasSize(2);
    }

    @Test
    void foreignRecordsWithItsIdDoNotChangeTheDecisionOfAnAcceptedOrder() {
        stock(50);
        var before = anOrder();
        var sameBatch = anOrder();
        var behind = anOrder();
        List.of(before, sameBatch, behind).forEach(this::accept);
        var letters = registry.get("semel.dead.letters")
                .tag("reason", "not-as-accepted")
                .counter();
        var counted = letters.count();

        write(List.of(ofAnother(before)));
        write(List.of(witness.record("orders-in", before), witness.record("orders-in", behind)));
        write(List.of(
                ofAnother(sameBatch),
                witness.record("orders-in", sameBatch),
                witness.record("orders-in", sameBatch),
                ofAnother(sameBatch)));
        write(List.of(ofAnother(behind)));

        for (var order : List.of(before, sameBatch, behind)) {
            var id = order.id().value();
            assertThat(events("orders", id))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(text(event)).contains("\"customerId\":\"c-1\"", "\"status\":\"FULFILLED\""));
            assertThat(events("inventory", id)).hasSize(1);
            assertThat(lettersOf(order)).hasSize(order == sameBatch ? 2 : 1).allSatisfy(letter -> {
                assertThat(header(letter, "reason")).isEqualTo("not-as-accepted");
                assertThat(text(letter)).contains("c-another");
            });
        }
        await().atMost(PATIENCE).until(() -> letters.count() == counted + 4);
        assertThat(servers.rows.one("select count(*) from suppressed where id = '%s'"
                        .formatted(sameBatch.id().value())))
                .isEqualTo("1");
    }

    @Test
    void aRedeliveredForeignRecordGivesTheSameDeadLetterEvenIfItsRowIsGone() {
        stock(50);
        var order = anOrder();
        accept(order);
        EmissionVariant.strikeAt(1, (producer, number) -> {
            servers.rows.execute(
                    "delete from received where id = '%s'".formatted(order.id().value()));
            throw new IllegalStateException("after the sends, with the letter's row committed");
        });

        write(List.of(ofAnother(order)));
        write(List.of(witness.record("orders-in", order)));

        assertThat(lettersOf(order)).hasSize(1);
        assertThat(events("orders", order.id().value()))
                .singleElement()
                .satisfies(event -> assertThat(text(event)).contains("\"customerId\":\"c-1\""));
        assertThat(witness.readUncommitted("orders-dead-letters").stream()
                        .filter(letter -> Arrays.equals(letter.key(), OrderCodec.key(order.id())))
                        .map(DecisionStoriesTest::content))
                .hasSize(2)
                .allSatisfy(content -> assertThat(content).containsEntry("reason", "not-as-accepted"))
                .satisfies(copies -> assertThat(copies.get(0)).isEqualTo(copies.get(1)));
    }

    @Test
    void aRedeliveredDuplicateStaysOneEvenIfItsOrderIsPruned() {
        // Given
        stock(50);
        var ofLongAgo = new UUID(0x0123_4567_89ab_7000L, UUID.randomUUID().getLeastSignificantBits());
        var order = witness.anOrder(ofLongAgo, product);
        write(List.of(witness.record("orders-in", order)));
        EmissionVariant.strikeAt(1, (producer, number) -> {
            prune(ofLongAgo);
            throw new IllegalStateException("after the sends, with the duplicate's row committed");
        });
        try {
            // When
            write(List.of(witness.record("orders-in", order)));
        } finally {
            servers.rows.execute("delete from pruned");
            servers.rows.execute("delete from pruning_point");
        }
        // Then
        assertThat(lettersOf(order)).isEmpty();
        assertThat(servers.rows.one("select count(*) from suppressed where id = ?", ofLongAgo))
                .isEqualTo("1");
        assertThat(events("orders", ofLongAgo)).hasSize(1);
    }

    /** Removes the decision as if the kept history began after it. */
    private void prune(UUID order) {
        servers.rows.execute("insert into pruning_point values ('2020-01-01', '1:1:', '')");
        servers.rows.execute(
                "insert into pruned values (true, '2020-01-01', '01234567-89ac-7000-8000-000000000000', 0, 0, 0, 0, 0)");
        servers.rows.execute("delete from decision where id = ?", order);
    }

    @Test
    void aForeignReceiptAddsNoStock() {
        var receipt = new Receipt(
                new ReceiptId(UUID.randomUUID()), new ProductId(product), 3, Instant.parse("2026-01-01T12:00:00Z"));
        accept(receipt.id().value(), "RECEIPT", ReceiptCodec.key(receipt.product()), ReceiptCodec.encode(receipt));
        var more = new Receipt(receipt.id(), receipt.product(), 1_000, receipt.acceptedAt());

        for (var each : List.of(more, receipt)) {
            witness.write(
                    "receipts-in",
                    List.of(new ProducerRecord<>(
                            witness.topic("receipts-in"),
                            ReceiptCodec.key(each.product()),
                            ReceiptCodec.encode(each))));
        }
        awaitDecided();

        assertThat(servers.rows.one("select on_hand from stock where product_id = '%s'".formatted(product)))
                .isEqualTo("3");
    }

    /** Writes the row that intake writes before it sends the record. */
    private void accept(Order order) {
        accept(order.id().value(), "ORDER", OrderCodec.key(order.id()), OrderCodec.encode(order));
    }

    private void accept(UUID id, String kind, byte[] key, byte[] value) {
        servers.rows.execute("""
                insert into received (id, kind, owner, fingerprint, record_key, record_value, received_at)
                values ('%s', '%s', '', '', decode('%s', 'hex'), decode('%s', 'hex'), now())
                """.formatted(
                        id, kind, HexFormat.of().formatHex(key), HexFormat.of().formatHex(value)));
    }

    /** A record with the order's id but another customer. */
    private ProducerRecord<byte[], byte[]> ofAnother(Order order) {
        return witness.record(
                "orders-in",
                new Order(
                        order.id(), new CustomerId("c-another"), order.currency(), order.lines(), order.acceptedAt()));
    }

    private List<ConsumerRecord<byte[], byte[]>> lettersOf(Order order) {
        return witness.read("orders-dead-letters").stream()
                .filter(letter -> Arrays.equals(letter.key(), OrderCodec.key(order.id())))
                .toList();
    }

    @Test
    void aTombstoneWithoutAKeyIsADeadLetter() {
        var before = witness.read("orders-dead-letters").size();

        write(List.of(new ProducerRecord<>(witness.topic("orders-in"), null, null)));

        assertThat(witness.read("orders-dead-letters")).hasSize(before + 1);
    }

    @Test
    void aRedeliveredBatchIsPublishedOnceWithTheSameBytes() {
        stock(50);
        EmissionVariant.strikeAt(1, (producer, number) -> {
            throw new IllegalStateException("after the sends, with the decisions committed");
        });
        var orders = List.of(anOrder(), anOrder(), anOrder());
        var before = counts();

        write(orders.stream().map(this::traced).toList());

        var ids = orders.stream().map(order -> order.id().value()).toList();
        assertThat(witness.count(ids).isExactlyOnce()).isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counts())
                        .containsEntry("fulfilled", before.get("fulfilled") + 3)
                        .containsEntry("timed", before.get("timed") + 3)
                        .containsEntry("aborted", before.get("aborted") + 1)
                        .containsEntry("rewound", before.get("rewound") + 1)
                        .hasEntrySatisfying(
                                "redelivered",
                                again -> assertThat(again - before.get("redelivered"))
                                        .isBetween(1.0, 3.0)));
        for (var topic : List.of("orders", "inventory", "notifications")) {
            var copies = witness.readUncommitted(topic).stream()
                    .filter(record -> ids.stream().anyMatch(id -> isOf(record, id)))
                    .collect(Collectors.groupingBy(record -> header(record, "ce_id")));
            assertThat(copies.values()).anySatisfy(copy -> assertThat(copy).hasSizeGreaterThan(1));
            assertThat(copies.values())
                    .allSatisfy(copy -> assertThat(copy.stream()
                                    .map(DecisionStoriesTest::content)
                                    .distinct())
                            .hasSize(1)
                            .allSatisfy(content -> assertThat(content).containsEntry("traceparent", TRACE)));
        }
    }

    private Map<String, Double> counts() {
        return Map.of(
                "fulfilled",
                        registry.get("semel.decisions")
                                .tag("outcome", "fulfilled")
                                .counter()
                                .count(),
                "timed",
                        (double) registry.get("semel.decided.to.published")
                                .timer()
                                .count(),
                "aborted",
                        registry.get("semel.transactions")
                                .tag("outcome", "aborted")
                                .counter()
                                .count(),
                "rewound", registry.get("semel.batches.rewound").counter().count(),
                "redelivered",
                        registry.get("semel.decisions.redelivered").counter().count());
    }

    private ProducerRecord<byte[], byte[]> traced(Order order) {
        var record = witness.record("orders-in", order);
        record.headers().add("traceparent", TRACE.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    /** A record's content without its coordinates and transaction. */
    private static Map<String, String> content(ConsumerRecord<byte[], byte[]> record) {
        var content = new TreeMap<String, String>();
        content.put("key", new String(record.key(), StandardCharsets.UTF_8));
        content.put("value", text(record));
        record.headers()
                .forEach(header -> content.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        content.remove(EventCodec.TRANSACTION);
        return content;
    }
}
