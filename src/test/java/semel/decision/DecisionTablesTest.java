package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static semel.decision.SampleDeliveries.NOON;
import static semel.decision.SampleDeliveries.line;
import static semel.decision.SampleDeliveries.order;
import static semel.decision.SampleDeliveries.receipt;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kafka.Coordinates;
import semel.kafka.StageProgress;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;
import semel.kit.TestServers;
import semel.order.Order;
import semel.order.ProductId;
import semel.order.ReserveAllOrNothing;

/** Tests the decision's SQL statements one by one, with partitions and products that no replica reads. */
@QuarkusTest
class DecisionTablesTest {
    private static final Claim.KnownIds NOTHING = new Claim.KnownIds(Map.of(), Map.of());

    @Inject
    Mutiny.SessionFactory database;

    @Inject
    TopicsConfig topics;

    @Inject
    TopicsAtStart atStart;

    @Inject
    TestServers servers;

    private final int partition = ThreadLocalRandom.current().nextInt(1_000, Integer.MAX_VALUE - 1);
    private final String product = "p-" + UUID.randomUUID();
    private final StockTable stock = new StockTable();

    /** The audits of other tests would report these decisions. */
    @AfterEach
    void forget() {
        for (var table : List.of("decision", "suppressed", "dead_letter", "progress")) {
            servers.rows.execute("delete from " + table + " where partition between ? and ? + 1", partition, partition);
        }
        servers.rows.execute("delete from stock where product_id like '%' || ?", product);
    }

    private <T> T inTransaction(Function<Mutiny.StatelessSession, Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> database.withStatelessTransaction(work));
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Coordinates at(long offset) {
        return new Coordinates(topics.ordersIn(), partition, offset);
    }

    private Delivery placed(long offset, Order order) {
        return new Delivery(at(offset), new Content.OrderPlaced(order), new byte[0], new byte[0]);
    }

    private Delivery arrived(long offset, String product, int quantity) {
        return new Delivery(
                at(offset), new Content.ReceiptArrived(receipt(product, quantity)), new byte[0], new byte[0]);
    }

    private Delivery unreadable(long offset) {
        return new Delivery(at(offset), new Content.Undecidable("no order"), new byte[0], new byte[0]);
    }

    /** @param deliveries of one partition, by offset */
    private static Batch batch(Delivery... deliveries) {
        var first = deliveries[0].at();
        var last = deliveries[deliveries.length - 1].at();
        var at = new TopicPartition(first.topic(), first.partition());
        return new Batch(
                List.of(deliveries),
                Map.of(at, first.offset()),
                Map.of(at, new OffsetAndMetadata(last.offset() + 1)),
                1);
    }

    private static Decided decide(Batch batch, Claim.KnownIds known, LockedStock ledger) {
        var claims = Claim.of(batch.deliveries(), known);
        return new Decider(new ReserveAllOrNothing()).decide(batch.deliveries(), claims, ledger, NOON);
    }

    /** The same steps as in {@link DecisionStore}. */
    private Decided decideAndStore(Batch batch) {
        return inTransaction(session -> new Claims(atStart)
                .stored(session, batch)
                .chain(known -> stock.hold(session, batch).map(ledger -> decide(batch, known, ledger)))
                .call(decided -> new DecisionTable(atStart).store(session, batch, decided)));
    }

    private void hold(Batch batch) {
        inTransaction(session -> new ProgressTable(atStart).hold(session, batch));
    }

    private void published(Batch batch) {
        inTransaction(session -> new ProgressTable(atStart).published(session, batch));
    }

    private String row(String columns, String table) {
        return servers.rows.one(
                "select " + columns + " from " + table + " where topic_id = ? and partition = ?",
                atStart.idOf(topics.ordersIn()),
                partition);
    }

    private String onHand(String product) {
        return servers.rows.one("select on_hand, number from stock where product_id = ?", product);
    }

    @Test
    void progressNeverGoesBack() {
        decideAndStore(batch(unreadable(9)));
        published(batch(unreadable(9)));
        decideAndStore(batch(unreadable(4)));
        published(batch(unreadable(4)));

        assertThat(row("decided_next, published_next", "progress")).isEqualTo("10 10");
    }

    @Test
    void aBatchAdvancesOnlyItsOwnPartitions() {
        decideAndStore(batch(unreadable(9)));
        var other = new Delivery(
                new Coordinates(topics.ordersIn(), partition + 1, 3), new Content.Undecidable(""), null, null);
        decideAndStore(batch(other));
        published(batch(other));

        assertThat(row("decided_next, published_next", "progress")).isEqualTo("10 0");
    }

    @Test
    void aBatchWithAPublishedRecordIsRefused() {
        decideAndStore(batch(unreadable(9)));
        published(batch(unreadable(9)));

        hold(batch(unreadable(10)));
        assertThatThrownBy(() -> hold(batch(unreadable(9), unreadable(10)))).isInstanceOf(BatchRefused.class);
    }

    /** The next owner of a partition must see what the previous one stores. */
    @Test
    void holdingABatchLocksTheProgressOfItsPartitions() {
        decideAndStore(batch(unreadable(9)));
        var locks = inTransaction(session -> new ProgressTable(atStart)
                .hold(session, batch(unreadable(10)))
                .replaceWith(() -> isLocked("progress", "partition = " + partition)));

        assertThat(locks).isTrue();
    }

    /** Two batches lock their common products in the same order: they wait, but do not deadlock. */
    @Test
    void stockIsLockedInTheOrderOfItsProducts() throws Exception {
        var a = "a-" + product;
        var b = "b-" + product;
        decideAndStore(batch(arrived(0, b, 1), arrived(1, a, 1)));
        try (var other = servers.connect()) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("select * from stock where product_id = '" + a + "' for update");
            }
            var waiting = new Thread(() ->
                    inTransaction(session -> stock.hold(session, batch(placed(2, order(line(b, 1), line(a, 1)))))
                            .replaceWithVoid()));
            waiting.start();
            await().until(() -> !servers.rows
                    .one("select count(*) from pg_locks where not granted")
                    .equals("0"));
            assertThat(isLocked("stock", "product_id = '" + b + "'")).isFalse();
            other.rollback();
            waiting.join();
        }
    }

    @Test
    void onlyTheStockThatTheBatchNamesIsLocked() {
        decideAndStore(batch(arrived(0, product, 5), arrived(1, "other-" + product, 5)));
        var locked = inTransaction(session -> stock.hold(session, batch(placed(2, order(line(product, 1)))))
                .map(ledger -> List.of(
                        isLocked("stock", "product_id = '" + product + "'"),
                        isLocked("stock", "product_id = 'other-" + product + "'"),
                        ledger.onHand(new ProductId("other-" + product)).isPresent())));

        assertThat(locked).containsExactly(true, false, false);
    }

    @Test
    void onlyChangedStockIsWritten() {
        decideAndStore(batch(arrived(0, product, 5), arrived(1, "other-" + product, 7)));
        decideAndStore(batch(placed(2, order(line(product, 2)))));

        assertThat(onHand(product)).isEqualTo("3 2");
        assertThat(onHand("other-" + product)).isEqualTo("7 1");
    }

    @Test
    void aSecondReceiptIsAddedToTheStock() {
        decideAndStore(batch(arrived(0, product, 5)));
        decideAndStore(batch(arrived(1, product, 5)));

        assertThat(onHand(product)).isEqualTo("10 2");
    }

    @Test
    void onlyDecisionsOfTheBatchAreRead() {
        decideAndStore(batch(placed(0, order(line(product, 1)))));
        var own = placed(1, order(line(product, 1)));
        decideAndStore(batch(own));

        var known = inTransaction(session -> new Claims(atStart).stored(session, batch(own)));

        assertThat(known.stored().keySet()).containsExactly(((Content.Decidable) own.content()).id());
    }

    /** Another replica decided the order after this one read the claims. */
    @Test
    void aBatchWritesNothingIfAnIdWasTakenAfterTheClaimsWereRead() {
        decideAndStore(batch(arrived(0, product, 5)));
        var own = placed(1, order(line(product, 1)));
        var batch = batch(own, placed(2, order(line(product, 1))));
        var decided =
                inTransaction(session -> stock.hold(session, batch).map(ledger -> decide(batch, NOTHING, ledger)));
        decideAndStore(batch(placed(7, ((Content.OrderPlaced) own.content()).order())));

        assertThatThrownBy(() -> inTransaction(session -> new DecisionTable(atStart).store(session, batch, decided)))
                .isInstanceOf(BatchRefused.class);
        assertThat(onHand(product)).isEqualTo("4 2");
        assertThat(row("count(*)", "decision")).isEqualTo("2");
    }

    @Test
    void suppressedAndUnreadableRecordsAreStoredOnceWhenRedelivered() {
        var once = order(line(product, 1));
        decideAndStore(batch(placed(0, once)));
        var again = batch(placed(1, once), unreadable(2));

        decideAndStore(again);
        decideAndStore(again);

        assertThat(row("count(*)", "suppressed")).isEqualTo("1");
        assertThat(row("count(*)", "dead_letter")).isEqualTo("1");
    }

    @Test
    void aCopyReplacesOnlyTheFailureThatItNames() {
        var order = order(line(product, 1));
        var failing = new Decider((any, stock) -> {
            throw new IllegalStateException("moody");
        });
        var decisions = new DecisionTable(atStart);
        var first = batch(placed(0, order), placed(1, order(line(product, 1))));
        var failed = inTransaction(session -> stock.hold(session, first)
                .map(ledger -> failing.decide(first.deliveries(), Claim.of(first.deliveries(), NOTHING), ledger, NOON))
                .call(decided -> decisions.store(session, first, decided)));
        assertThat(failed.fresh()).hasSize(2);
        var copy = SampleDeliveries.copyOf(at(0), placed(5, order));

        decideAndStore(batch(copy));

        assertThat(row("string_agg(outcome || record_offset, ' ' order by record_offset)", "decision"))
                .isEqualTo("FAILED1 REFUSED5");
        // The failure that it names was replaced after this replica read the claims.
        var late = SampleDeliveries.copyOf(at(0), placed(6, order));
        var stale = new Claim.Stored(at(0), failed.fresh().get(0).decision());
        var batch = batch(late);
        assertThatThrownBy(() -> inTransaction(session -> stock.hold(session, batch)
                        .map(ledger -> decide(
                                batch, new Claim.KnownIds(Map.of(order.id().value(), stale), Map.of()), ledger))
                        .call(decided -> decisions.store(session, batch, decided))))
                .isInstanceOf(BatchRefused.class);
    }

    /** @param forgotten also one of the same millisecond that is no valid UUIDv7: both checks must say the same, or the batch never ends */
    @ParameterizedTest
    @ValueSource(strings = {"01234567-89ab-7000-8000-000000000001", "01234567-89ac-7000-0000-000000000001"})
    void aBatchWritesNothingIfAnIdWasForgottenAfterTheClaimsWereRead(UUID forgotten) {
        var order = order(forgotten, line(product, 1));
        servers.rows.execute("insert into pruning_point values ('2020-01-01', '1:1:', '')");
        servers.rows.execute(
                "insert into pruned values (true, '2020-01-01', '01234567-89ac-7000-8000-000000000000', 0, 0, 0, 0, 0)");
        try {
            var batch = batch(placed(0, order));
            assertThatThrownBy(() -> inTransaction(session -> stock.hold(session, batch)
                            .map(ledger -> decide(batch, NOTHING, ledger))
                            .call(decided -> new DecisionTable(atStart).store(session, batch, decided))))
                    .isInstanceOf(BatchRefused.class);
            // and the next reading of the claims finds it
            var known = inTransaction(session -> new Claims(atStart).stored(session, batch));
            assertThat(Claim.of(batch.deliveries(), known)).containsValue(new Claim.Forgotten());
        } finally {
            servers.rows.execute("delete from pruned");
            servers.rows.execute("delete from pruning_point");
        }
        assertThat(row("count(*)", "decision")).isEqualTo("0");
    }

    @Test
    void aDeliveryThatClaimedNothingKeepsItsOutcome() {
        var batch = batch(
                placed(0, order(line(product, 1))),
                placed(1, order(line(product, 1))),
                placed(2, order(line(product, 1))));
        var topic = atStart.idOf(topics.ordersIn());
        servers.rows.execute(
                "insert into dead_letter values (?, ?, 0, 'not-as-accepted'), (?, ?, 1, 'older-than-horizon')",
                topic,
                partition,
                topic,
                partition);
        servers.rows.execute("insert into suppressed values (?, ?, 2, ?)", topic, partition, UUID.randomUUID());

        var known = inTransaction(session -> new Claims(atStart).stored(session, batch));

        assertThat(Claim.of(batch.deliveries(), known))
                .isEqualTo(Map.of(
                        at(0), new Claim.NotAsAccepted(), at(1), new Claim.Forgotten(), at(2), new Claim.Duplicate()));
    }

    /** Otherwise the order would get a second decision. */
    @Test
    void aCopyOfAMissingFailureIsNotDecidedAsANewOrder() {
        var order = order(line(product, 1));
        var batch = batch(SampleDeliveries.copyOf(at(0), placed(5, order)));
        var failure = new Decision(order.id().value(), Decision.StoredOutcome.FAILED, "x", List.of(), NOON);
        var known = new Claim.KnownIds(Map.of(failure.id(), new Claim.Stored(at(0), failure)), Map.of());

        assertThatThrownBy(() -> inTransaction(session -> stock.hold(session, batch)
                        .map(ledger -> decide(batch, known, ledger))
                        .call(decided -> new DecisionTable(atStart).store(session, batch, decided))))
                .isInstanceOf(BatchRefused.class);
        assertThat(row("count(*)", "decision")).isEqualTo("0");
    }

    @Test
    void onlyTheProgressOfTheNamedTopicsIsRead() {
        decideAndStore(batch(unreadable(9)));

        var known = inTransaction(session -> ProgressTable.known(session, List.of(topics.receiptsIn())));

        assertThat(known).extracting(place -> place.topic()).doesNotContain(topics.ordersIn());
    }

    private void passed(long decided, long next) {
        var done = new StageProgress(
                topics.ordersIn(), atStart.idOf(topics.ordersIn()), partition, 0, decided, decided, false);
        inTransaction(session -> ProgressTable.passed(session, done, next));
    }

    private StageProgress known() {
        return inTransaction(session -> ProgressTable.known(session, List.of(topics.ordersIn()))).stream()
                .filter(known -> known.partition() == partition)
                .findAny()
                .orElseThrow();
    }

    @Test
    void offsetsWithoutRecordsAreNotedUnlessMoreWasDecidedMeanwhile() {
        decideAndStore(batch(unreadable(9)));

        passed(10, 15);
        assertThat(row("decided_next, published_next, passed_next", "progress")).isEqualTo("10 0 15");
        assertThat(known().to()).isEqualTo(10);
        assertThat(known().passed()).isEqualTo(15);
        // From another replica, with an older view.
        passed(10, 12);
        passed(9, 20);
        assertThat(row("passed_next", "progress")).isEqualTo("15");
        decideAndStore(batch(unreadable(20)));
        passed(10, 30);
        assertThat(row("decided_next, published_next, passed_next", "progress")).isEqualTo("21 0 15");
        assertThat(known().passed()).isEqualTo(21);
    }

    @Test
    void aPartitionWithoutDecisionsIsNotedOnlyFromItsStart() {
        passed(3, 9);
        assertThat(row("count(*)", "progress")).isEqualTo("0");
        passed(0, 4);
        assertThat(row("decided_next, published_next, passed_next", "progress")).isEqualTo("0 0 4");
        passed(0, 7);
        assertThat(row("decided_next, published_next, passed_next", "progress")).isEqualTo("0 0 7");
    }

    private boolean isLocked(String table, String where) {
        try {
            servers.rows.execute("select * from " + table + " where " + where + " for update nowait");
            return false;
        } catch (IllegalStateException locked) {
            return locked.getMessage().contains("lock");
        }
    }
}
