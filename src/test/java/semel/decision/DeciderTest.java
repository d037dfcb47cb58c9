package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static semel.decision.SampleDeliveries.NOON;
import static semel.decision.SampleDeliveries.at;
import static semel.decision.SampleDeliveries.delivery;
import static semel.decision.SampleDeliveries.line;
import static semel.decision.SampleDeliveries.order;
import static semel.decision.SampleDeliveries.receipt;
import static semel.decision.SampleDeliveries.unreadable;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kafka.Coordinates;
import semel.order.Order;
import semel.order.OrderPolicy;
import semel.order.ProductId;
import semel.order.ReserveAllOrNothing;
import semel.order.Verdict;

class DeciderTest {
    private static final ProductId PEN = new ProductId("pen");
    private static final Claim FOREIGN = new Claim.NotAsAccepted();

    private final LockedStock ledger = new LockedStock(Map.of(PEN, new LockedStock.Level(5, 7)));

    private Decided decide(OrderPolicy policy, Map<UUID, Claim.Stored> stored, Delivery... deliveries) {
        return decide(policy, new Claim.KnownIds(stored, Map.of()), deliveries);
    }

    private Decided decide(OrderPolicy policy, Claim.KnownIds known, Delivery... deliveries) {
        var batch = List.of(deliveries);
        return new Decider(policy).decide(batch, Claim.of(batch, known), ledger, NOON);
    }

    private Decided decide(Delivery... deliveries) {
        return decide(new ReserveAllOrNothing(), Map.of(), deliveries);
    }

    private static List<Decision.StoredOutcome> outcomes(Decided decided) {
        return decided.settled().stream()
                .map(settled -> settled.decision().outcome())
                .toList();
    }

    @Test
    void anOrderSeesTheStockThatEarlierOrdersLeft() {
        var decided = decide(
                delivery(0, order(line("pen", 3))),
                delivery(1, order(line("pen", 3))),
                delivery(2, order(line("pen", 2))));

        assertThat(outcomes(decided))
                .containsExactly(
                        Decision.StoredOutcome.FULFILLED,
                        Decision.StoredOutcome.REFUSED,
                        Decision.StoredOutcome.FULFILLED);
        assertThat(decided.stock()).containsExactly(Map.entry(PEN, new LockedStock.Level(0, 9)));
    }

    @Test
    void everyLineOfAnOrderIsAMovementOfItsProductsLedger() {
        var decided = decide(delivery(0, order(line("pen", 1), line("pen", 2))));

        assertThat(decided.settled().get(0).decision().movements())
                .containsExactly(new Movement(8, 4), new Movement(9, 2));
    }

    @Test
    void anOrderThatIsShortInOneProductTakesNothing() {
        var decided = decide(delivery(0, order(line("pen", 1), line("ink", 1))));

        assertThat(decided.settled().get(0).decision().reason()).isEqualTo("UNKNOWN_PRODUCT");
        assertThat(decided.stock()).isEmpty();
    }

    @Test
    void aReceiptIsAvailableToLaterOrders() {
        var decided = decide(delivery(0, receipt("ink", 10)), delivery(1, order(line("ink", 10))));

        assertThat(outcomes(decided))
                .containsExactly(Decision.StoredOutcome.RECEIVED, Decision.StoredOutcome.FULFILLED);
        assertThat(decided.stock()).containsEntry(new ProductId("ink"), new LockedStock.Level(0, 2));
    }

    @Test
    void aRedeliveredOrderKeepsItsDecisionAtAnyStock() {
        var redelivered = delivery(4, order(line("pen", 500)));
        var then = new Decision(
                SampleDeliveries.ids(redelivered).get(0),
                Decision.StoredOutcome.FULFILLED,
                null,
                List.of(new Movement(3, 0)),
                NOON.minusSeconds(9));

        var decided = decide(new ReserveAllOrNothing(), Map.of(then.id(), new Claim.Stored(at(4), then)), redelivered);

        assertThat(decided.settled()).containsExactly(new Decided.Settled(redelivered, then, false, null));
        assertThat(decided.fresh()).isEmpty();
        assertThat(decided.stock()).isEmpty();
    }

    @Test
    void aDuplicateInTheBatchIsSuppressed() {
        var once = order(line("pen", 1));

        var decided = decide(delivery(0, once), delivery(1, once));

        assertThat(decided.settled()).hasSize(1);
        assertThat(decided.duplicates()).extracting(Delivery::at).containsExactly(at(1));
        assertThat(decided.stock()).containsEntry(PEN, new LockedStock.Level(4, 8));
    }

    @Test
    void aDuplicateOfAnEarlierBatchIsSuppressedEvenAtTheSameOffsetOfAnotherPartition() {
        var again = delivery(4, order(line("pen", 1)));
        var then = new Decision(
                SampleDeliveries.ids(again).get(0), Decision.StoredOutcome.REFUSED, "OUT_OF_STOCK", List.of(), NOON);

        var decided = decide(
                new ReserveAllOrNothing(),
                Map.of(then.id(), new Claim.Stored(new Coordinates("orders-in", 1, 4), then)),
                again);

        assertThat(decided.duplicates()).containsExactly(again);
        assertThat(decided.settled()).isEmpty();
    }

    @Test
    void theCopyOfAFailedOrderIsDecidedAndItsOtherCopiesAreSuppressed() {
        var order = order(line("pen", 2));
        var copy = SampleDeliveries.copyOf(at(1), delivery(4, order));

        var decided = decide(
                new ReserveAllOrNothing(),
                failedAt(1, order),
                delivery(3, order),
                copy,
                SampleDeliveries.copyOf(at(1), delivery(5, order)));

        assertThat(outcomes(decided)).containsExactly(Decision.StoredOutcome.FULFILLED);
        assertThat(decided.fresh())
                .extracting(Decided.Settled::delivery, Decided.Settled::failedAt)
                .containsExactly(tuple(copy, at(1)));
        assertThat(decided.duplicates()).extracting(Delivery::at).containsExactly(at(3), at(5));
        assertThat(decided.letters()).isEmpty();
    }

    @Test
    void anOrderWhoseCopyFailsAgainIsADeadLetterOfTheCopy() {
        var order = order(line("pen", 2));

        var decided =
                decide((wanted, stock) -> null, failedAt(1, order), SampleDeliveries.copyOf(at(1), delivery(4, order)));

        assertThat(decided.letters())
                .extracting(letter -> letter.delivery().at())
                .containsExactly(at(4));
    }

    @Test
    void aCopyWithoutAFailureAtItsSourceIsADuplicate() {
        var order = order(line("pen", 2));
        var fulfilled = new Decision(order.id().value(), Decision.StoredOutcome.FULFILLED, null, List.of(), NOON);

        var ofAnotherFailure = decide(
                new ReserveAllOrNothing(), failedAt(2, order), SampleDeliveries.copyOf(at(1), delivery(4, order)));
        var ofNoFailure = decide(
                new ReserveAllOrNothing(),
                Map.of(fulfilled.id(), new Claim.Stored(at(1), fulfilled)),
                SampleDeliveries.copyOf(at(1), delivery(4, order)));

        assertThat(ofAnotherFailure.duplicates()).hasSize(1);
        assertThat(ofNoFailure.duplicates()).hasSize(1);
    }

    @Test
    void aRedeliveredDuplicateStaysOneEvenIfItsDecisionIsPruned() {
        var id = new UUID(0x0123_4567_89ab_7000L, 0x8000_0000_0000_0001L);
        var forgottenBefore = new UUID(0x0123_4567_89ac_7000L, 0x8000_0000_0000_0000L);
        var redelivered = delivery(4, order(id, line("pen", 1)));
        var replayed = delivery(5, order(id, line("pen", 1)));

        var decided = decide(
                new ReserveAllOrNothing(),
                new Claim.KnownIds(Map.of(), Map.of(at(4), new Claim.Duplicate()), forgottenBefore),
                redelivered,
                replayed);

        assertThat(decided.duplicates()).containsExactly(redelivered);
        assertThat(decided.letters())
                .extracting(letter -> letter.delivery().at(), Decided.DeadDelivery::reason)
                .containsExactly(tuple(at(5), "older-than-horizon"));
        assertThat(decided.settled()).isEmpty();
    }

    @Test
    void aForeignRecordIsADeadLetterAndTheGenuineOneIsDecidedInAnyOrder() {
        var id = UUID.randomUUID();
        var genuine = delivery(1, order(id, line("pen", 2)));
        var before = delivery(0, order(id, line("pen", 5)));
        var behind = delivery(2, order(id, line("pen", 5)));

        var decided = decide(
                new ReserveAllOrNothing(),
                new Claim.KnownIds(Map.of(), Map.of(before.at(), FOREIGN, behind.at(), FOREIGN)),
                before,
                genuine,
                behind);

        assertThat(decided.settled()).extracting(Decided.Settled::delivery).containsExactly(genuine);
        assertThat(outcomes(decided)).containsExactly(Decision.StoredOutcome.FULFILLED);
        assertThat(decided.duplicates()).isEmpty();
        assertThat(decided.letters())
                .extracting(letter -> letter.delivery().at(), Decided.DeadDelivery::reason)
                .containsExactly(tuple(at(0), "not-as-accepted"), tuple(at(2), "not-as-accepted"));
        assertThat(decided.stock()).containsExactly(Map.entry(PEN, new LockedStock.Level(3, 8)));
    }

    @Test
    void aForeignRecordIsADeadLetterAfterADecisionOfAnEarlierBatch() {
        var id = UUID.randomUUID();
        var refused = new Decision(id, Decision.StoredOutcome.REFUSED, "OUT_OF_STOCK", List.of(), NOON);
        var failed = new Decision(id, Decision.StoredOutcome.FAILED, "x", List.of(), NOON);
        var other = delivery(4, order(id, line("pen", 5)));
        var foreign = Map.of(other.at(), FOREIGN);

        var besideRefused = decide(
                new ReserveAllOrNothing(),
                new Claim.KnownIds(Map.of(id, new Claim.Stored(at(1), refused)), foreign),
                other);
        var asARedrive = decide(
                new ReserveAllOrNothing(),
                new Claim.KnownIds(Map.of(id, new Claim.Stored(at(1), failed)), foreign),
                SampleDeliveries.copyOf(at(1), other));

        assertThat(besideRefused.undecidable()).hasSize(1);
        assertThat(asARedrive.undecidable()).hasSize(1);
        assertThat(asARedrive.settled()).isEmpty();
    }

    @Test
    void aRedeliveredRecordKeepsItsDecisionEvenIfItIsForeignNow() {
        var redelivered = delivery(4, order(line("pen", 1)));
        var id = SampleDeliveries.ids(redelivered).get(0);
        var then = new Decision(id, Decision.StoredOutcome.REFUSED, "OUT_OF_STOCK", List.of(), NOON);

        var decided = decide(
                new ReserveAllOrNothing(),
                new Claim.KnownIds(Map.of(id, new Claim.Stored(at(4), then)), Map.of(at(4), FOREIGN)),
                redelivered);

        assertThat(decided.settled()).containsExactly(new Decided.Settled(redelivered, then, false, null));
        assertThat(decided.letters()).isEmpty();
    }

    private static Map<UUID, Claim.Stored> failedAt(long offset, Order order) {
        var failed = new Decision(order.id().value(), Decision.StoredOutcome.FAILED, "x", List.of(), NOON);
        return Map.of(failed.id(), new Claim.Stored(at(offset), failed));
    }

    @Test
    void aPolicyThatThrowsFailsItsOrderAndNoOther() {
        OrderPolicy moody = (order, stock) -> {
            if (order.lines().get(0).quantity() == 2) {
                throw new IllegalArgumentException("two!");
            }
            return new Verdict.Fulfil();
        };

        var decided = decide(moody, Map.of(), delivery(0, order(line("pen", 2))), delivery(1, order(line("pen", 1))));

        assertThat(outcomes(decided)).containsExactly(Decision.StoredOutcome.FAILED, Decision.StoredOutcome.FULFILLED);
        assertThat(decided.stock()).containsEntry(PEN, new LockedStock.Level(4, 8));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                AssertionError.class,
                NoClassDefFoundError.class,
                ExceptionInInitializerError.class,
                StackOverflowError.class,
                Error.class,
                Throwable.class
            })
    void anErrorOfThePolicyFailsItsOrderToo(Class<? extends Throwable> type) {
        var decided = decide(throwing(type), Map.of(), delivery(0, order(line("pen", 1))));

        assertThat(outcomes(decided)).containsExactly(Decision.StoredOutcome.FAILED);
        assertThat(decided.settled().get(0).decision().reason()).isEqualTo(type.getName());
        assertThat(decided.letters())
                .extracting(Decided.DeadDelivery::reason)
                .containsExactly(DeadLetters.POLICY_FAILED);
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, InternalError.class})
    void anErrorOfTheJvmFailsTheBatch(Class<? extends Throwable> type) {
        assertThatThrownBy(() -> decide(throwing(type), Map.of(), delivery(0, order(line("pen", 1)))))
                .isExactlyInstanceOf(type);
    }

    private static OrderPolicy throwing(Class<? extends Throwable> type) {
        return (order, stock) -> {
            try {
                throw DeciderTest.<RuntimeException>unchecked(
                        type.getConstructor().newInstance());
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable any) throws T {
        throw (T) any;
    }

    @Test
    void aPolicyThatFulfilsBeyondTheStockFailsItsOrderAndTakesNothing() {
        var decided = decide(
                (order, stock) -> new Verdict.Fulfil(), Map.of(), delivery(0, order(line("pen", 1), line("pen", 5))));

        assertThat(outcomes(decided)).containsExactly(Decision.StoredOutcome.FAILED);
        assertThat(decided.stock()).isEmpty();
    }

    @Test
    void aPolicyWithoutAVerdictFailsItsOrder() {
        assertThat(outcomes(decide((order, stock) -> null, Map.of(), delivery(0, order(line("pen", 1))))))
                .containsExactly(Decision.StoredOutcome.FAILED);
    }

    @Test
    void anUnreadableRecordDoesNotAffectTheOthers() {
        var decided = decide(delivery(0, order(line("pen", 1))), unreadable(1), delivery(2, order(line("pen", 1))));

        assertThat(decided.settled()).hasSize(2);
        assertThat(decided.undecidable())
                .extracting(letter -> letter.delivery().at(), Decided.DeadDelivery::reason)
                .containsExactly(tuple(at(1), "unreadable"));
    }
}
