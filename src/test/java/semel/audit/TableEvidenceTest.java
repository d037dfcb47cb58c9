package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.intake.IntakeAndViewAlone;
import semel.kit.DatabaseRows;
import semel.kit.TestServers;
import semel.sql.Columns;

/** Tests which rows an audit reads again after a clean one, and which late changes it finds. */
@QuarkusTest
@TestProfile(TableEvidenceTest.OfItsOwn.class)
class TableEvidenceTest {
    private static final int PAST = 1_000;
    private static final int LONG_PAST = 20_000;
    private static final int MORE = 100;
    private static final UUID OLD = PastOrders.at(500);

    // Rows read by all table and index scans of this connection.
    private static final String ROWS_READ = """
            select cast(sum(pg_stat_get_xact_tuples_returned(oid)) as bigint) from pg_class
            where relkind in ('r', 'i') and relnamespace = cast(current_schema() as regnamespace)""";

    @Inject
    TestServers servers;

    @Inject
    TableEvidence tables;

    @Inject
    SnapshotReads snapshot;

    private DatabaseRows rows;
    private PastOrders pastOrders;
    private Watermark judged;

    @BeforeEach
    void aPastThatWasJudged() {
        rows = servers.rows;
        pastOrders = new PastOrders(rows);
        pastOrders.orders(PAST);
        judged = clean(look(Watermark.NONE));
    }

    @Test
    void onlyNewRowsAreRead() {
        // Given
        pastOrders.orders(LONG_PAST);
        var everything = rowsRead(Watermark.NONE);
        judged = clean(look(judged));
        pastOrders.orders(MORE);
        // When
        var more = rowsRead(judged);
        // Then
        assertThat(everything).isGreaterThan(10L * LONG_PAST);
        // An order has eight rows, and several queries read some of them.
        assertThat(more).isBetween(10L * MORE, 60L * MORE);
    }

    @Test
    void theTotalsOfSeveralAuditsAreThoseOfOne() {
        // Given
        pastOrders.orders(MORE);
        judged = clean(look(judged));
        pastOrders.orders(MORE);
        // When
        var report = look(judged).report();
        // Then
        assertThat(report.accepted()).isEqualTo(PAST + 2 * MORE);
        assertThat(report)
                .usingRecursiveComparison()
                .ignoringFields("cut")
                .isEqualTo(look(Watermark.NONE).report());
    }

    @Test
    void aLateEffectOfAnOldOrderIsFound() {
        // When
        rows.execute("insert into processed_event values (?, 2, 1, 0, 1000000)", OLD);
        rows.execute("insert into inventory_movement values (?, 1, 'p-0', 102, -1, 999899, now())", OLD);
        // Then
        assertThat(look(judged).facts().findings())
                .satisfiesExactly(
                        torn -> {
                            assertThat(torn.type()).isEqualTo(FindingType.I5_TORN);
                            assertThat(torn.key()).isEqualTo(OLD.toString());
                            assertThat(torn.detail()).contains("2 movements (1 match)");
                        },
                        off -> {
                            assertThat(off.type()).isEqualTo(FindingType.I10_STOCK_OFF);
                            assertThat(off.key()).isEqualTo("p-0");
                        });
    }

    @Test
    void anOrderOfADeletedTopicIsJudgedLikeAnyOther() {
        // Given
        rows.execute("delete from customer_order where order_id = ?", OLD);
        var anew = pastOrders.ends().stream()
                .map(end -> new InputEnd(end.topic(), new UUID(8, 8), end.partition(), 0, 0))
                .toList();
        // When
        var facts = answer(tables.accepted(Watermark.NONE).chain(accepted -> tables.facts(accepted, anew, told -> {})));
        // Then
        assertThat(facts.findings()).extracting(Finding::key).containsExactly(OLD.toString());
        assertThat(facts.withoutTrace()).isEmpty();
    }

    /** Other producers write to the topics too, and any number that fits is stored. */
    @Test
    void theLargestNumbersAreAFindingAndCauseNoFailure() {
        // When
        for (long number : new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            var id = new UUID(1, number);
            rows.execute("insert into processed_event values (?, 2, 0, 0, 1000000)", id);
            rows.execute(
                    "insert into inventory_movement values (?, 0, 'p-0', ?, ?, ?, now())",
                    id,
                    number,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE);
        }
        // Then
        assertThat(found(FindingType.I10_STOCK_OFF))
                .isNotEmpty()
                .allMatch(off -> off.key().equals("p-0"));
    }

    @Test
    void anEffectWithoutADecisionIsFound() {
        // When
        rows.execute("insert into processed_event values (?, 3, 0, 0, 1000000)", new UUID(1, 1));
        // Then
        assertThat(found(FindingType.I10_PHANTOM)).extracting(Finding::key).containsExactly(new UUID(1, 1).toString());
    }

    @Test
    void anotherTraceOfAnOldRecordIsFound() {
        // When
        rows.execute(
                "insert into suppressed select topic_id, partition, record_offset, id from decision where id = ?", OLD);
        // Then
        assertThat(found(FindingType.I6_TRACED_TWICE)).extracting(Finding::key).containsExactly("orders-in:0:500");
    }

    @Test
    void aNewRecordWithoutATraceIsFound() {
        // Given
        pastOrders.orders(MORE);
        // When
        rows.execute("delete from decision where id = ?", PastOrders.at(PAST + 50));
        // Then
        assertThat(look(judged).facts().withoutTrace())
                .containsExactly(new OffsetRange("orders-in", 0, PAST + 50, PAST + 51));
    }

    @Test
    void anOldOrderThatIsAcknowledgedLateMustBeDecided() {
        // Given
        var late = new UUID(1, 1);
        rows.execute("insert into received values (?, 'ORDER', '', null, '', '', '', now(), null, null)", late);
        judged = clean(look(judged));
        // When
        rows.execute(
                "update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id() where id = ?",
                late);
        // Then
        assertThat(found(FindingType.I1_UNDECIDED)).extracting(Finding::key).containsExactly(late.toString());
    }

    @Test
    void aNewMovementMustFollowFromTheOneBeforeIt() {
        // Given
        pastOrders.orders(PastOrders.RECEIPTS);
        // When
        rows.execute(
                "update inventory_movement set balance = balance + 1, change = change + 1 where subject = ?",
                PastOrders.at(PAST + 14));
        // Then
        assertThat(found(FindingType.I10_STOCK_OFF)).singleElement().satisfies(off -> {
            assertThat(off.key()).isEqualTo("p-4");
            assertThat(off.detail()).startsWith("the applied stock is ");
        });
    }

    @Test
    void aManualUpdateOrDeleteMakesTheAuditReadEverythingAgain() {
        // When
        rows.execute("delete from notification where order_id = ?", OLD);
        // Then
        // Each server process reports its statistics within seconds.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> look(judged).accepted().judged().snapshot().equals(Watermark.NONE.snapshot()));
        assertThat(found(FindingType.I5_TORN)).extracting(Finding::key).containsExactly(OLD.toString());
    }

    @Test
    void anOrderOrReceiptIsTornUnlessItHasExactlyItsEffects() {
        // Given: one edit per offset; the first ten offsets are receipts
        var edits = new LinkedHashMap<Integer, String>();
        edits.put(1, "insert into notification values (?, 'c-1', 'FULFILLED', now())");
        edits.put(2, "update inventory_movement set number = number + 1 where subject = ?");
        edits.put(
                3,
                "insert into inventory_movement select subject, 1, product_id, number, change, balance, decided_at from inventory_movement where subject = ?");
        edits.put(20, "delete from inventory_movement where subject = ?");
        edits.put(21, "update inventory_movement set balance = balance + 1 where subject = ?");
        edits.put(22, "update inventory_movement set decided_at = decided_at + interval '1 second' where subject = ?");
        edits.put(
                23,
                "update customer_order set lines = replace(lines, ']', ',' || substr(lines, 2)), total = 200 where order_id = ?");
        edits.put(24, "delete from notification where order_id = ?");
        edits.put(25, "update notification set kind = 'REFUSED' where order_id = ?");
        edits.put(26, "update customer_order set status = 'REFUSED' where order_id = ?");
        edits.put(27, "delete from customer_order where order_id = ?");
        edits.put(28, "update decision set outcome = 'REFUSED', reason = 'X', movements = '' where id = ?");
        edits.put(29, "update decision set outcome = 'FAILED', reason = 'X', movements = '' where id = ?");
        edits.put(30, "update customer_order set total = total + 1 where order_id = ?");
        edits.put(31, "update decision set decided_at = decided_at + interval '1 second' where id = ?");
        edits.put(32, "delete from processed_event where kind = 3 and subject = ?");
        // When
        edits.forEach((offset, edit) -> rows.execute(edit, PastOrders.at(offset)));
        // Then
        judged = Watermark.NONE;
        assertThat(found(FindingType.I5_TORN))
                .extracting(Finding::key)
                .containsExactlyInAnyOrderElementsOf(edits.keySet().stream()
                        .map(offset -> PastOrders.at(offset).toString())
                        .toList());
    }

    @Test
    void aTornOrderSaysWhatIsDecidedAndWhatIsApplied() {
        // When
        rows.execute("delete from notification where order_id = ?", OLD);
        // Then
        judged = Watermark.NONE;
        assertThat(found(FindingType.I5_TORN))
                .singleElement()
                .satisfies(
                        torn -> assertThat(torn.detail())
                                .isEqualTo(
                                        "decided: FULFILLED, 1 movements; applied: order FULFILLED with 1 lines, 1 movements (1 match), notification null; decision, order, notification and processed events differ in what they say"));
    }

    @Test
    void anOrderWithoutAnyEffectIsNotApplied() {
        // When
        for (var table : List.of(
                "processed_event where subject",
                "customer_order where order_id",
                "notification where order_id",
                "inventory_movement where subject")) {
            rows.execute("delete from " + table + " = ?", OLD);
        }
        // Then
        judged = Watermark.NONE;
        assertThat(found(FindingType.I11_NOT_APPLIED)).extracting(Finding::key).containsExactly(OLD.toString());
        assertThat(found(FindingType.I5_TORN)).isEmpty();
    }

    @Test
    void aLedgerMustHaveNoGapsAndAddUpToTheStock() {
        // When
        rows.execute("update inventory_movement set number = 4 where product_id = 'p-0' and number = 5");
        rows.execute("delete from inventory_movement where product_id = 'p-1' and number = 5");
        rows.execute("update inventory_movement set balance = balance + 1 where product_id = 'p-2' and number = 5");
        rows.execute("update inventory set on_hand = on_hand + 1 where product_id = 'p-3'");
        rows.execute("delete from inventory where product_id = 'p-4'");
        rows.execute("update stock set number = number - 1 where product_id = 'p-5'");
        rows.execute("update stock set on_hand = on_hand + 1 where product_id = 'p-6'");
        // Then: a decision that is not yet applied is no finding, and sums are compared only if no number is missing
        rows.execute("update stock set on_hand = on_hand - 1, number = number + 1 where product_id = 'p-7'");
        rows.execute("update stock set on_hand = on_hand + 1 where product_id = 'p-1'");
        judged = Watermark.NONE;
        var details = found(FindingType.I10_STOCK_OFF).stream()
                .collect(Collectors.groupingBy(
                        Finding::key, TreeMap::new, Collectors.mapping(Finding::detail, Collectors.joining("; "))));
        assertThat(details).containsOnlyKeys("p-0", "p-1", "p-2", "p-3", "p-4", "p-5", "p-6");
        assertThat(details.get("p-0")).contains("1 movements share a ledger number", "1 ledger numbers are missing");
        assertThat(details.get("p-1")).contains("1 ledger numbers are missing below 101", "but the movements give ");
        assertThat(details.get("p-1")).doesNotContain("decided stock");
        assertThat(details.get("p-2")).isEqualTo("2 balances do not follow from the previous one");
        assertThat(details.get("p-3"))
                .isEqualTo(
                        "the applied stock is 999901 after movement 101, but the movements give 999900 after movement 101"
                                + "; after movement 101 the applied stock is 999901, but the decided stock is 999900");
        assertThat(details.get("p-4")).startsWith("the applied stock is 0 after movement 0, but the movements give ");
        assertThat(details.get("p-5")).isEqualTo("101 movements are applied, but only 100 are decided");
        assertThat(details.get("p-6"))
                .isEqualTo("after movement 101 the applied stock is 999900, but the decided stock is 999901");
    }

    private record Look(AcceptedAtCut accepted, TableFacts facts) {
        Report report() {
            return Report.of(accepted, accepted.next().plus(facts.totals()).totals(), facts.findings());
        }
    }

    private static Watermark clean(Look look) {
        assertThat(look.report().findings()).isEmpty();
        assertThat(look.facts().withoutTrace()).isEmpty();
        return look.accepted().next().plus(look.facts().remembered());
    }

    private List<Finding> found(FindingType type) {
        return look(judged).facts().findings().stream()
                .filter(finding -> finding.type() == type)
                .toList();
    }

    private Look look(Watermark judged) {
        return answer(looking(judged));
    }

    private Uni<Look> looking(Watermark judged) {
        return tables.accepted(judged)
                .chain(accepted ->
                        tables.facts(accepted, pastOrders.ends(), told -> {}).map(facts -> new Look(accepted, facts)));
    }

    private long rowsRead(Watermark judged) {
        return answer(snapshot.ask(session -> rowsRead(session)
                .chain(before -> looking(judged).chain(() -> rowsRead(session)).map(after -> after - before))));
    }

    private static Uni<Long> rowsRead(StatelessSession session) {
        return Columns.query(session, ROWS_READ).map(rows -> Columns.number(rows.get(0)[0]));
    }

    private static <T> T answer(Uni<T> answer) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> answer);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** No other writers, and short audit steps. */
    public static final class OfItsOwn extends IntakeAndViewAlone {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("semel.audit.step", "50");
            return settings;
        }
    }
}
