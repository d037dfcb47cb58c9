package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    private static final UUID ORDER = new UUID(7, 7);
    private static final Evidence.Settled FULFILLED =
            new Evidence.Settled(ORDER, "FULFILLED", 2, "FULFILLED", 2, "FULFILLED", 2, 2, true);
    private static final Evidence.Settled REFUSED =
            new Evidence.Settled(ORDER, "REFUSED", 0, "REFUSED", 1, "REFUSED", 0, 0, true);
    private static final Evidence.Settled RECEIVED =
            new Evidence.Settled(ORDER, "RECEIVED", 1, null, 0, null, 1, 1, true);
    private static final Evidence.Settled FAILED = new Evidence.Settled(ORDER, "FAILED", 0, null, 0, null, 0, 0, true);
    private static final Evidence.Ledger LEDGER = new Evidence.Ledger("p-1", 3, 0, 0, 0, 95, 3, 95L, 3L, 95L, 3L);

    private final Seen seen = new Seen();

    @Test
    void whatIsWholeIsClean() {
        // Given
        seen.settled = List.of(FULFILLED, REFUSED, RECEIVED, FAILED);
        seen.ledgers = List.of(LEDGER);
        // When
        var report = seen.examined();
        // Then
        assertThat(report.verdict()).isEqualTo(Report.Verdict.CLEAN);
        assertThat(report.findings()).isEmpty();
        assertThat(report.stock().agree()).isTrue();
        assertThat(List.of(report.accepted(), report.fulfilled(), report.refused()))
                .containsExactly(10L, 6L, 4L);
        assertThat(List.of(report.duplicatesSuppressed(), report.deadLetters())).containsExactly(2L, 1L);
        assertThat(List.of(report.lost(), report.duplicated(), report.torn())).containsExactly(0L, 0L, 0L);
    }

    @Test
    void aGroupThatIsBehindMakesItPendingWhateverElseWasSeen() {
        // Given
        var behind = new Finding.Behind("semel-decision", "orders-in", 2, 5, 9, 9);
        seen.behind = List.of(behind);
        // When
        var report = seen.examined();
        // Then
        assertThat(report.verdict()).isEqualTo(Report.Verdict.PENDING);
        assertThat(report.findings()).containsExactly(behind);
    }

    @Test
    void whatStandsBehindAnOpenTransactionIsPending() {
        // Given
        seen.behind = List.of(new Finding.Behind("semel-decision", "orders-in", 2, 5, 5, 9));
        seen.open = List.of(new Finding.OpenTransaction("orders-in", 2, 5, 1_000, "somebody", 61));
        // When
        var report = seen.examined();
        // Then
        assertThat(report.verdict()).isEqualTo(Report.Verdict.PENDING);
        assertThat(report.findings()).containsExactly(seen.behind.get(0), seen.open.get(0));
    }

    @Test
    void whatIsOlderThanItsLimitIsDirtyThoughMoreIsBehind() {
        // Given
        seen.behind = List.of(new Finding.Behind("semel-decision", "orders-in", 2, 5, 9, 9));
        seen.overdue = List.of(new Finding.Overdue(ORDER, Instant.EPOCH));
        // When
        var report = seen.examined();
        // Then
        assertThat(report.verdict()).isEqualTo(Report.Verdict.DIRTY);
        assertThat(report.findings())
                .hasSize(2)
                .allMatch(finding -> finding.invariant().equals("I13"));
        // It may still come.
        assertThat(report.lost()).isZero();
    }

    @Test
    void anAcceptedOrderWithoutADecisionIsLost() {
        // Given
        seen.undecided = List.of(ORDER);
        // When, then
        assertThat(lost(1)).containsExactly(new Finding.Undecided(ORDER));
    }

    @Test
    void aDecisionOfWhichNothingIsAppliedIsLost() {
        // Given
        seen.settled = List.of(new Evidence.Settled(ORDER, "FULFILLED", 1, null, 0, null, 0, 0, true));
        // When, then
        assertThat(lost(1)).containsExactly(new Finding.NotApplied(ORDER));
    }

    @Test
    void aFulfilledOrderIsTornWithoutExactlyItsMovementsAndOneNotification() {
        for (var torn : List.of(
                new Evidence.Settled(ORDER, "FULFILLED", 2, "FULFILLED", 2, "FULFILLED", 1, 1, true),
                new Evidence.Settled(ORDER, "FULFILLED", 2, "FULFILLED", 2, "FULFILLED", 3, 2, true),
                new Evidence.Settled(ORDER, "FULFILLED", 2, "FULFILLED", 2, "FULFILLED", 2, 1, true),
                new Evidence.Settled(ORDER, "FULFILLED", 2, "FULFILLED", 3, "FULFILLED", 2, 2, true),
                new Evidence.Settled(ORDER, "FULFILLED", 2, "FULFILLED", 2, null, 2, 2, true),
                new Evidence.Settled(ORDER, "FULFILLED", 2, "FULFILLED", 2, "REFUSED", 2, 2, true),
                new Evidence.Settled(ORDER, "FULFILLED", 2, "REFUSED", 2, "FULFILLED", 2, 2, true),
                new Evidence.Settled(ORDER, "FULFILLED", 2, null, 0, "FULFILLED", 2, 2, true))) {
            assertTorn(torn);
        }
    }

    @Test
    void aRefusedOrderIsTornWithAMovementOrWithoutItsNotification() {
        assertTorn(new Evidence.Settled(ORDER, "REFUSED", 0, "REFUSED", 1, "REFUSED", 1, 0, true));
        assertTorn(new Evidence.Settled(ORDER, "REFUSED", 0, "REFUSED", 1, null, 0, 0, true));
        assertTorn(new Evidence.Settled(ORDER, "REFUSED", 0, "FULFILLED", 1, "REFUSED", 0, 0, true));
    }

    @Test
    void aReceiptIsTornWithAnotherMovementThanItsOwnOrWithAnOrdersEffects() {
        assertTorn(new Evidence.Settled(ORDER, "RECEIVED", 1, null, 0, null, 1, 0, true));
        assertTorn(new Evidence.Settled(ORDER, "RECEIVED", 1, null, 0, null, 2, 1, true));
        assertTorn(new Evidence.Settled(ORDER, "RECEIVED", 1, null, 0, "FULFILLED", 1, 1, true));
    }

    @Test
    void aDeadLetterMustHaveNoEffects() {
        assertTorn(new Evidence.Settled(ORDER, "FAILED", 0, null, 0, null, 1, 0, true));
    }

    @Test
    void whatNobodyDecidedIsADuplicateOfNothing() {
        // Given
        seen.phantoms = List.of(ORDER);
        // When
        var report = seen.examined();
        // Then
        assertThat(report.findings()).containsExactly(new Finding.Phantom(ORDER));
        assertThat(report.verdict()).isEqualTo(Report.Verdict.DIRTY);
        assertThat(report.duplicated()).isEqualTo(1);
    }

    @Test
    void anEventAtTwoCoordinatesIsADuplicate() {
        // Given
        seen.repeated = List.of(new Finding.Repeated(ORDER, "inventory", 1, 1));
        // When
        var report = seen.examined();
        // Then
        assertThat(report.verdict()).isEqualTo(Report.Verdict.DIRTY);
        assertThat(report.duplicated()).isEqualTo(1);
    }

    @Test
    void aLedgerMustBeCountedThroughAndAddUp() {
        assertStockOff(new Evidence.Ledger("p-1", 4, 1, 0, 0, 95, 3, 95L, 3L, 95L, 3L), "share a ledger number");
        assertStockOff(new Evidence.Ledger("p-1", 2, 0, 1, 0, 95, 3, 95L, 3L, 95L, 3L), "missing below 3");
        assertStockOff(new Evidence.Ledger("p-1", 3, 0, 0, 1, 95, 3, 95L, 3L, 95L, 3L), "balances do not follow");
        assertStockOff(
                new Evidence.Ledger("p-1", 3, 0, 0, 0, 94, 3, 95L, 3L, 95L, 3L),
                "applied stock is 95 after movement 3");
        assertStockOff(
                new Evidence.Ledger("p-1", 3, 0, 0, 0, 95, 3, null, null, 95L, 3L),
                "applied stock is 0 after movement 0");
        assertStockOff(new Evidence.Ledger("p-1", 3, 0, 0, 0, 95, 3, 95L, 3L, 95L, 2L), "only 2 are decided");
        assertStockOff(new Evidence.Ledger("p-1", 3, 0, 0, 0, 95, 3, 95L, 3L, 96L, 3L), "decided stock is 96");
    }

    @Test
    void stockIsComparedOnlyAtTheSameNumberAndWithNoChangeUnderWay() {
        // Given
        seen.ledgers = List.of(
                new Evidence.Ledger("p-1", 3, 0, 0, 0, 95, 3, 95L, 3L, 90L, 4L),
                new Evidence.Ledger("p-2", 2, 0, 0, 0, 97, 3, 97L, 3L, 95L, 3L));
        // When, then
        assertThat(seen.examined().verdict()).isEqualTo(Report.Verdict.CLEAN);
    }

    @Test
    void everyInputRecordLeavesExactlyOneTrace() {
        // Given
        seen.untraced = List.of(new Finding.Untraced("orders-in", 0, 4));
        seen.tracedTwice = List.of(new Finding.TracedTwice("orders-in", 0, 5));
        seen.tracedBeyond = List.of(new Finding.TracedBeyond("orders-in", 0, 9, 8));
        // When
        var report = seen.examined();
        // Then
        assertThat(report.findings())
                .hasSize(3)
                .allMatch(finding -> finding.invariant().equals("I6"));
        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.duplicated()).isEqualTo(1);
    }

    @Test
    void allAreCountedAndAHundredAreListed() {
        // Given
        seen.undecided = LongStream.range(0, 250).mapToObj(i -> new UUID(7, i)).toList();
        // When
        var report = seen.examined();
        // Then
        assertThat(report.lost()).isEqualTo(250);
        assertThat(report.findings()).hasSize(100);
    }

    private List<Finding> lost(long count) {
        var report = seen.examined();
        assertThat(report.verdict()).isEqualTo(Report.Verdict.DIRTY);
        assertThat(report.lost()).isEqualTo(count);
        return report.findings();
    }

    private void assertTorn(Evidence.Settled settled) {
        seen.settled = List.of(settled);
        var report = seen.examined();
        assertThat(report.verdict()).isEqualTo(Report.Verdict.DIRTY);
        assertThat(report.torn()).isEqualTo(1);
        assertThat(report.findings()).singleElement().isInstanceOf(Finding.Torn.class);
        assertThat(report.findings().get(0).invariant()).isEqualTo("I5");
        assertThat(((Finding.Torn) report.findings().get(0)).detail())
                .startsWith("decided: " + settled.outcome() + ", " + settled.lines() + " movements;")
                .endsWith("notification " + settled.notified());
    }

    private void assertStockOff(Evidence.Ledger ledger, String contradiction) {
        seen.ledgers = List.of(ledger);
        var report = seen.examined();
        assertThat(report.verdict()).isEqualTo(Report.Verdict.DIRTY);
        assertThat(report.stock().agree()).isFalse();
        assertThat(report.findings())
                .anySatisfy(finding ->
                        assertThat(((Finding.StockOff) finding).detail()).contains(contradiction));
    }

    /** Evidence without a suspect, until a test puts one in. */
    private static final class Seen {
        private List<Finding.Behind> behind = List.of();
        private List<Finding.OpenTransaction> open = List.of();
        private List<Finding.Overdue> overdue = List.of();
        private List<UUID> undecided = List.of();
        private List<Evidence.Settled> settled = List.of();
        private List<UUID> phantoms = List.of();
        private List<Finding.Repeated> repeated = List.of();
        private List<Evidence.Ledger> ledgers = List.of();
        private List<Finding.Untraced> untraced = List.of();
        private List<Finding.TracedTwice> tracedTwice = List.of();
        private List<Finding.TracedBeyond> tracedBeyond = List.of();

        private Report examined() {
            return Examination.examine(new Evidence(
                    Instant.EPOCH,
                    Instant.EPOCH.plusSeconds(60),
                    new Evidence.Totals(10, 6, 4, 2, 1),
                    behind,
                    open,
                    overdue,
                    undecided,
                    settled,
                    phantoms,
                    repeated,
                    ledgers,
                    untraced,
                    tracedTwice,
                    tracedBeyond));
        }
    }
}
