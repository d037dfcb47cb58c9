package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.order.EventId.Kind.INVENTORY;
import static semel.order.EventId.Kind.NOTIFICATION;
import static semel.order.EventId.Kind.ORDER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import semel.kafka.Coordinates;
import semel.order.Event;
import semel.order.EventId;
import semel.order.ProductId;
import semel.order.Reason;

/** Tests which histories are clean, and that the others have exactly the expected findings. Prefixes of test names are invariants. */
class ProofTest {
    private final ListHistory history = new ListHistory();

    /** The history has two transactions: receipts of two products, then three orders, one with two lines and one refused. */
    private final UUID receipt = history.receive("p-1", 100);

    private final UUID first;
    private final UUID second;
    private final UUID refused;

    ProofTest() {
        history.receive("p-2", 100);
        history.commit();
        first = history.order("p-1", "p-2");
        second = history.order("p-1");
        refused = history.refused("p-2");
        history.commit();
    }

    @Test
    void aHistoryWithoutFaultsIsClean() {
        // When
        var proof = Proof.examine(history.apply());
        // Then
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.isClean()).isTrue();
        assertThat(proof.counts()).isEqualTo(new Proof.Counts(5, 5, 0, 11, 0, 0, 11, 0));
    }

    @Test
    void manyOrdersOfAnotherProgramAreClean() {
        // Given: more elements than the second reading may hold
        for (int number = 0; number < 100; number++) {
            var foreign = history.refused("p-1");
            history.requests.removeIf(request -> foreign.equals(request.id()));
        }
        history.commit();
        // When
        var proof = Proof.examine(history.apply(), 2, 0);
        // Then
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.isClean()).isTrue();
    }

    @Test
    void i1_anAcknowledgedOrderThatIsNotPublishedIsLost() {
        // Given
        var request = history.request(History.ClientAnswer.ACK);
        // When, then
        assertThat(history.apply().findings()).containsExactly("Lost I1 " + request.id());
    }

    @Test
    void i1_anAcknowledgedSequenceThatIsNotPublishedIsLost() {
        // Given
        history.withSequencesOf("load-1").order("p-1");
        history.request(History.ClientAnswer.ACK);
        history.order("p-1");
        history.commit();
        // When, then
        assertThat(history.apply().findings()).containsExactly("Lost I1 load-1#1");
    }

    @Test
    void i1_anOrderThatIsAcknowledgedAfterARetryAndNotPublishedIsLost() {
        // Given
        var request = history.request(History.ClientAnswer.UNKNOWN);
        history.requests.add(new History.ClientRequest(
                null, request.id(), request.key(), request.fingerprint(), History.ClientAnswer.ACK));
        // When, then
        assertThat(history.apply().findings()).containsExactly("Lost I1 " + request.id());
    }

    @Test
    void i2_anOrderWithUnknownOutcomeMayBePublishedOrNot() {
        // Given
        history.decide(history.request(History.ClientAnswer.UNKNOWN), Optional.empty(), "p-1");
        history.request(History.ClientAnswer.UNKNOWN);
        history.withSequencesOf("load-1")
                .decide(history.request(History.ClientAnswer.UNKNOWN), Optional.empty(), "p-1");
        history.request(History.ClientAnswer.UNKNOWN);
        history.commit();
        // When, then
        assertThat(history.apply().findings()).isEmpty();
    }

    @Test
    void i2_anOrderOfAnotherProgramIsNoFinding() {
        // Given: intake knows no request for it, but the input has its record
        history.requests.removeIf(request -> second.equals(request.id()));
        // When, then
        assertThat(history.apply().findings()).isEmpty();
    }

    @Test
    void i2_aRejectedRequestThatIsPublishedIsAPhantom() {
        // Given
        history.withSequencesOf("load-1")
                .decide(history.request(History.ClientAnswer.REJECTED), Optional.empty(), "p-1");
        history.commit();
        // When, then
        assertThat(history.apply().findings()).containsExactly("Phantom I2 load-1#0");
    }

    @Test
    void i2_anOrderThatDiffersFromItsInputRecordIsAPhantom() {
        // Given: the input has another order at the source of the second one
        history.arrivals.replaceAll(arrival ->
                second.equals(arrival.id()) ? new History.InputEntry(arrival.at(), new UUID(9, 9)) : arrival);
        // When, then
        assertThat(history.apply().findings()).containsExactly("Phantom I2 " + second);
    }

    @Test
    void i3_duplicatesInTheInputAreSuppressedAndCounted() {
        // Given
        history.duplicate(first);
        history.duplicate(first);
        // When
        var proof = Proof.examine(history.apply());
        // Then
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.counts().suppressed()).isEqualTo(2);
    }

    @Test
    void i4_anOrderPublishedAgainFromADuplicateIsDuplicated() {
        // Given: the duplicate was decided instead of suppressed
        var order = history.published(ORDER, refused);
        var notification = history.published(NOTIFICATION, refused);
        var copy = history.duplicate(refused);
        history.suppressed.clear();
        history.committed.add(copyFrom(order, copy));
        history.committed.add(copyFrom(notification, copy));
        // When, then
        assertThat(history.apply().findings())
                .containsExactlyInAnyOrder(
                        "Duplicated I4 " + refused,
                        "Duplicated I4 " + refused + "/order/0",
                        "Duplicated I4 " + refused + "/notification/0");
    }

    @Test
    void i4_aSequenceUnderTwoIdsIsDuplicated() {
        // Given: the retry got another id
        var request = history.withSequencesOf("load-1").request(History.ClientAnswer.ACK);
        history.decide(request, Optional.empty(), "p-1");
        var retry = new History.ClientRequest(request.sequence(), new UUID(9, 9), null, "", History.ClientAnswer.ACK);
        history.decide(retry, Optional.empty(), "p-1");
        history.commit();
        // When, then
        assertThat(history.apply().findings()).containsExactly("Duplicated I4 load-1#0");
    }

    @Test
    void i4_anOrderWithUnknownOutcomeThatIsPublishedTwiceIsDuplicated() {
        // Given
        var request = history.request(History.ClientAnswer.UNKNOWN);
        history.decide(request, Optional.of(new Reason("NO")), "p-1");
        history.decide(request, Optional.of(new Reason("NO")), "p-1");
        history.commit();
        // When, then
        assertThat(history.apply().findings()).contains("Duplicated I4 " + request.id());
    }

    @Test
    void i4_aDeadLetterIsAValidOutcome() {
        // Given
        history.deadLetter();
        history.commit();
        // When, then
        assertThat(history.apply().findings()).isEmpty();
    }

    @Test
    void i4_aDeadLetterWithARowAndNoRecordIsLost() {
        // Given
        var at = history.deadLetter();
        history.commit();
        history.committed.removeIf(OutputRecord.DeadLetter.class::isInstance);
        // When, then
        assertThat(history.apply().findings()).containsExactlyInAnyOrder("Lost I4 " + at, "Untraced I6 " + at);
    }

    @Test
    void i4_aForeignRecordIsAPhantom() {
        // Given
        history.committed.add(new OutputRecord.ForeignRecord(new Coordinates("orders", 0, 999), 0));
        // When, then
        assertThat(history.apply().findings()).containsExactly("Phantom I4 orders:0:999");
    }

    @Test
    void i5_aMovementOfALineThatItsOrderDoesNotHaveIsAPhantom() {
        // Given: the movement of line 0 names line 7
        replace(history.published(INVENTORY, first), published -> withLine(published, 7));
        // When, then
        assertThat(history.apply().findings())
                .containsExactlyInAnyOrder(
                        "Lost I5 " + first + "/inventory/0",
                        "Phantom I5 " + first + "/inventory/7",
                        "Lost I10 " + first + "/inventory/7");
    }

    @Test
    void i5_aMovementOfAnotherProductThanItsLinesIsAltered() {
        // Given
        replace(history.published(INVENTORY, second), published -> withProduct(published, "p-3"));
        // When, then
        assertThat(history.apply().findings())
                .containsExactlyInAnyOrder(
                        "Altered I5 " + second + "/inventory/0", "StockOff I10 p-1", "StockOff I10 p-3");
    }

    @Test
    void i5_aTransactionWithoutRecordsInOneOfItsTopicsIsTorn() {
        // Given
        history.committed.removeIf(record -> record.at().topic().equals("notifications"));
        // When, then
        assertThat(history.apply().findings())
                .containsExactlyInAnyOrder(
                        "TornTransaction I5 semel-0/run:2",
                        "Lost I5 " + first + "/notification/0",
                        "Lost I5 " + second + "/notification/0",
                        "Lost I5 " + refused + "/notification/0");
    }

    @Test
    void i5_aTransactionThatAnnouncesMoreRecordsThanItHasIsTorn() {
        // Given: the transaction announces one movement more than it has
        for (var record : history.committed.stream().toList()) {
            var published = (OutputRecord.PublishedEvent) record;
            if (published.transaction().counter() == 2) {
                var more = new TreeMap<>(published.transaction().records());
                more.merge("inventory", 1, Integer::sum);
                var transaction = new OutputRecord.Transaction("semel-0/run", 2, more);
                replace(
                        published,
                        one -> new OutputRecord.PublishedEvent(one.at(), one.source(), transaction, one.event(), null));
            }
        }
        // When, then
        assertThat(history.apply().findings()).containsExactly("TornTransaction I5 semel-0/run:2");
    }

    @Test
    void i6_anInputRecordWithoutATraceIsUntraced() {
        // Given
        var at = history.duplicate(first);
        history.suppressed.clear();
        // When, then
        assertThat(history.apply().findings()).containsExactly("Untraced I6 " + at);
    }

    @Test
    void i6_anInputRecordBothPublishedAndSuppressedIsDuplicated() {
        // Given
        var source = history.published(ORDER, first).source();
        history.suppressed.add(new History.InputEntry(source, first));
        // When, then
        assertThat(history.apply().findings()).containsExactly("Duplicated I6 " + source);
    }

    @Test
    void i6_aRowWithoutAnInputRecordIsAPhantom() {
        // Given
        history.apply();
        history.suppressed.add(new History.InputEntry(new Coordinates("orders-in", 0, 77), first));
        // When, then
        assertThat(history.findings()).containsExactly("Phantom I6 orders-in:0:77", "OffsetsContradict I6 orders-in:0");
    }

    @Test
    void i6_aPublishedOffsetAheadOfTheCommittedOffsetIsAContradiction() {
        // Given
        history.apply().inputs.computeIfPresent("orders-in0", (key, input) -> withOffsets(input, 0, 0, 1));
        // When, then
        assertThat(history.findings()).containsExactly("OffsetsContradict I6 orders-in:0");
    }

    @Test
    void i6_aCommittedOffsetAheadOfTheDecidedOffsetIsAContradiction() {
        // Given
        history.apply().inputs.computeIfPresent("orders-in0", (key, input) -> withOffsets(input, 0, 1, 0));
        // When, then
        assertThat(history.findings()).containsExactly("OffsetsContradict I6 orders-in:0");
    }

    @Test
    void i6_aRecordDeletedBeforeItWasReadIsLost() {
        // Given
        var at = history.undecided().at();
        history.apply()
                .inputs
                .computeIfPresent("orders-in0", (key, input) -> startingAt(input.end(), at.offset(), input));
        // When, then
        assertThat(history.findings()).contains("Lost I6 " + at).noneMatch(text -> text.contains(first.toString()));
    }

    @Test
    void i6_aRecordDeletedAfterItWasReadIsNoFinding() {
        // Given
        history.apply().inputs.replaceAll((key, input) -> startingAt(input.end(), input.end(), input));
        // When, then
        assertThat(history.findings()).isEmpty();
    }

    private static History.InputPartition startingAt(long first, long committed, History.InputPartition input) {
        return new History.InputPartition(
                input.topic(),
                input.partition(),
                input.holdsReceipts(),
                first,
                input.cut(),
                input.noted(),
                input.end(),
                committed,
                committed,
                committed,
                committed);
    }

    @Test
    void i7_movementsOfAProductInTwoPartitionsAreOutOfOrder() {
        // Given
        var movement = history.published(INVENTORY, second);
        var elsewhere = new Coordinates("inventory", 1 - movement.at().partition(), 5);
        replace(movement, published -> (OutputRecord.PublishedEvent) ListHistory.movedTo(published, elsewhere));
        // When, then
        assertThat(history.apply().findings()).hasSize(1).allMatch(text -> text.startsWith("OutOfOrder I7 "));
    }

    @Test
    void i7_anEventAfterOneWithALaterSourceIsOutOfOrder() {
        // Given: the events of two orders of one partition are swapped
        history.order("p-1");
        var third = history.order("p-2");
        history.commit();
        var one = history.published(INVENTORY, first);
        var other = history.published(INVENTORY, third);
        assertThat(one.source().partition()).isEqualTo(other.source().partition());
        var earlier = new Coordinates("inventory", other.at().partition(), 5);
        replace(other, published -> (OutputRecord.PublishedEvent) ListHistory.movedTo(published, earlier));
        // When, then
        assertThat(history.apply().findings()).hasSize(1).allMatch(text -> text.startsWith("OutOfOrder I7 "));
    }

    @Test
    void i8_anOpenTransactionIsFound() {
        // Given
        history.apply()
                .outputs
                .computeIfPresent(
                        "orders1",
                        (key, output) -> new History.OutputPartition("orders", 1, false, 0, 1 << 20, 1 << 21, 1 << 20));
        // When, then
        assertThat(history.findings()).containsExactly("OpenTransaction I8 orders:1");
    }

    @Test
    void i9_aSourceThatIsAbortedAndPublishedLaterIsClean() {
        // Given
        history.order("p-1");
        history.refused("p-2");
        history.abortAndCommit();
        // When, then
        assertThat(Proof.examine(history.apply()).counts().aborted()).isEqualTo(5);
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void i9_aSourceThatIsAbortedAndNeverPublishedIsLost() {
        // Given
        var order = history.published(ORDER, refused);
        history.committed.removeIf(
                record -> ((OutputRecord.Traced) record).subject().equals(refused));
        history.requests.removeIf(request -> refused.equals(request.id()));
        history.aborted.add(order);
        // When, then
        assertThat(history.apply().findings()).contains("Lost I9 " + order.source(), "Untraced I6 " + order.source());
    }

    @Test
    void i9_anEventAppliedFromAnAbortedTransactionIsAnUncommittedRead() {
        // Given
        var order = history.published(ORDER, refused);
        history.apply()
                .applied
                .replaceAll(row -> row.at().equals(order.at())
                        ? new History.AppliedEvent(row.id(), new Coordinates("orders", 0, 3), row.effect())
                        : row);
        // When, then
        assertThat(history.findings()).containsExactly("UncommittedRead I9 " + refused + "/order/0");
    }

    @Test
    void i9_anEventAppliedFromAnAbortedTransactionAndThenRepeatedIsAnUncommittedRead() {
        // Given
        var order = history.published(ORDER, refused);
        history.apply()
                .applied
                .replaceAll(row -> row.at().equals(order.at())
                        ? new History.AppliedEvent(row.id(), new Coordinates("orders", 0, 3), row.effect())
                        : row);
        history.repeated.add(new History.RepeatedEvent(order.event().id(), order.at()));
        // When, then
        assertThat(history.findings())
                .containsExactlyInAnyOrder(
                        "UncommittedRead I9 " + refused + "/order/0", "Duplicated I4 " + refused + "/order/0");
    }

    @Test
    void i10_anEventWithoutItsEffectIsLostAndAnEffectWithoutItsEventIsAPhantom() {
        // Given
        history.apply().applied.replaceAll(row -> {
            if (row.id().kind() != NOTIFICATION || row.id().subject().equals(second)) {
                return row;
            }
            return row.id().subject().equals(first)
                    ? new History.AppliedEvent(row.id(), row.at(), null)
                    : new History.AppliedEvent(row.id(), null, row.effect());
        });
        // When, then
        assertThat(history.findings())
                .containsExactlyInAnyOrder(
                        "Lost I10 " + first + "/notification/0",
                        "Phantom I10 " + refused + "/notification/0",
                        "Lost I11 " + refused + "/notification/0");
    }

    @Test
    void i10_anEventAppliedTwiceIsDuplicated() {
        // Given
        history.apply().applied.stream()
                .filter(row ->
                        row.id().equals(history.published(ORDER, first).event().id()))
                .findFirst()
                .ifPresent(history.applied::add);
        // When, then
        assertThat(history.findings()).containsExactly("Duplicated I10 " + first + "/order/0");
    }

    @Test
    void i10_anEffectOfAnEventThatWasNotPublishedIsAPhantom() {
        // Given
        var order = history.published(ORDER, refused);
        history.apply()
                .applied
                .add(new History.AppliedEvent(
                        new semel.order.EventId(new UUID(9, 9), NOTIFICATION, 0),
                        new Coordinates("notifications", 0, 5),
                        order.event()));
        // When, then
        assertThat(history.findings()).containsExactly("Phantom I10 " + new UUID(9, 9) + "/notification/0");
    }

    @Test
    void i10_anEffectThatDiffersFromItsEventIsAltered() {
        // Given: the first order is stored with the content of the second
        var one = history.published(ORDER, first);
        var other = history.published(ORDER, second);
        history.apply()
                .applied
                .replaceAll(row ->
                        row.at().equals(one.at()) ? new History.AppliedEvent(row.id(), row.at(), other.event()) : row);
        // When, then
        assertThat(history.findings()).containsExactly("Altered I10 " + first + "/order/0");
    }

    @Test
    void i10_anOrderThatIsStoredWithAWrongTotalIsAltered() {
        // Given
        history.apply()
                .applied
                .replaceAll(row -> row.id().equals(new EventId(first, ORDER, 0))
                        ? new History.AppliedEvent(row.id(), row.at(), row.effect(), "its total is another")
                        : row);
        // When, then
        assertThat(history.findings()).containsExactly("Altered I10 " + first + "/order/0");
    }

    @Test
    void i10_aStockThatDiffersFromItsMovementsIsOff() {
        // Given
        history.apply()
                .stock
                .replaceAll(level ->
                        level.product().equals("p-2") ? new History.StockLevel(level.product(), 97, 2, 97, 2) : level);
        // When, then
        assertThat(history.findings()).containsExactly("StockOff I10 p-2");
    }

    @Test
    void i10_aMovementThatDoesNotContinueThePreviousBalanceIsFound() {
        // Given
        var movement = history.published(INVENTORY, second);
        replace(movement, published -> {
            var moved = (Event.StockMoved) published.event();
            return withEvent(
                    published,
                    new Event.StockMoved(
                            moved.id(), moved.product(), -1, moved.number(), moved.balance() + 1, moved.at()));
        });
        // When, then
        assertThat(history.apply().findings())
                .containsExactlyInAnyOrder("StockOff I10 p-1", "Altered I10 " + second + "/inventory/0");
    }

    @Test
    void i10_aFirstMovementThatDoesNotStartFromZeroIsFound() {
        // Given
        var movement = history.published(INVENTORY, receipt);
        replace(movement, published -> {
            var moved = (Event.StockMoved) published.event();
            return withEvent(
                    published, new Event.StockMoved(moved.id(), moved.product(), 99, 1, moved.balance(), moved.at()));
        });
        history.apply().stock.set(0, new History.StockLevel("p-1", 97, 3, 97, 3));
        // When, then
        assertThat(history.findings()).containsExactly("StockOff I10 p-1");
    }

    @Test
    void i10_aLedgerNumberThatIsUsedTwiceIsFound() {
        // Given: both orders have number 2, from the same balance, and the stock agrees
        replace(history.published(INVENTORY, second), published -> {
            var moved = (Event.StockMoved) published.event();
            return withEvent(published, new Event.StockMoved(moved.id(), moved.product(), -1, 2, 99, moved.at()));
        });
        history.apply().stock.set(0, new History.StockLevel("p-1", 98, 2, 98, 2));
        // When, then
        assertThat(history.findings())
                .containsExactlyInAnyOrder("StockOff I10 p-1", "Altered I10 " + second + "/inventory/0");
    }

    @Test
    void i10_aMissingLedgerNumberIsFound() {
        // Given: the second order has number 4, and the stock agrees
        replace(history.published(INVENTORY, second), published -> {
            var moved = (Event.StockMoved) published.event();
            return withEvent(published, new Event.StockMoved(moved.id(), moved.product(), -1, 4, 98, moved.at()));
        });
        history.apply().stock.set(0, new History.StockLevel("p-1", 98, 4, 98, 4));
        // When, then
        assertThat(history.findings())
                .containsExactlyInAnyOrder("StockOff I10 p-1", "Altered I10 " + second + "/inventory/0");
    }

    @Test
    void i10_aDecisionThatDiffersFromItsEventsIsFound() {
        history.apply();
        var order = history.decisions.get(first);
        var other = history.decisions.get(second);
        var refusal = history.decisions.get(refused);
        assertFound(order, "Lost I10 " + first + "/order/0", decision -> null);
        assertFound(order, "Altered I10 " + first + "/order/0", decision -> withSource(decision, other.at()));
        assertFound(
                order,
                "Altered I10 " + first + "/order/0",
                decision -> new History.DecisionRow(
                        first, decision.at(), "REFUSED", null, decision.movements(), decision.decidedAt()));
        assertFound(
                refusal,
                "Altered I10 " + refused + "/order/0",
                decision ->
                        new History.DecisionRow(refused, decision.at(), "REFUSED", "MOOD", "", decision.decidedAt()));
        assertFound(
                order,
                "Altered I10 " + first + "/order/0",
                decision -> new History.DecisionRow(
                        first,
                        decision.at(),
                        "FULFILLED",
                        null,
                        decision.movements(),
                        decision.decidedAt().plusNanos(1_000)));
        assertFound(order, "Lost I10 " + first + "/inventory/1", decision -> withMovements(decision, "2:99"));
        assertFound(order, "Altered I10 " + first + "/inventory/1", decision -> withMovements(decision, "2:99,2:99"));
        assertFound(order, "Altered I10 " + first, decision -> withMovements(decision, "2:99,x"));
        assertFound(
                history.decisions.get(receipt),
                "Altered I10 " + receipt + "/inventory/0",
                decision -> withSource(decision, new Coordinates("receipts-in", 0, 1)));
    }

    @Test
    void i10_aDecisionWithoutEventsIsAPhantom() {
        history.apply();
        var id = new UUID(9, 9);
        history.decisions.put(id, withId(history.decisions.get(first), id));
        assertThat(history.findings()).contains("Phantom I10 " + id + "/order/0");
        history.decisions.put(id, withSource(history.decisions.get(id), new Coordinates("orders-in", 0, 99)));
        assertThat(history.findings()).contains("Phantom I6 " + id);
    }

    private void assertFound(History.DecisionRow row, String finding, UnaryOperator<History.DecisionRow> edit) {
        var edited = edit.apply(row);
        history.decisions.remove(row.id());
        if (edited != null) {
            history.decisions.put(row.id(), edited);
        }
        assertThat(history.findings()).contains(finding);
        history.decisions.put(row.id(), row);
        assertThat(history.findings()).isEmpty();
    }

    private static History.DecisionRow withSource(History.DecisionRow like, Coordinates at) {
        return new History.DecisionRow(
                like.id(), at, like.outcome(), like.reason(), like.movements(), like.decidedAt());
    }

    private static History.DecisionRow withId(History.DecisionRow like, UUID id) {
        return new History.DecisionRow(
                id, like.at(), like.outcome(), like.reason(), like.movements(), like.decidedAt());
    }

    private static History.DecisionRow withMovements(History.DecisionRow like, String movements) {
        return new History.DecisionRow(
                like.id(), like.at(), like.outcome(), like.reason(), movements, like.decidedAt());
    }

    @Test
    void i10_anAppliedStockThatDiffersFromTheDecidedStockIsOff() {
        // Given
        history.apply().stock.set(0, new History.StockLevel("p-1", 97, 3, 98, 3));
        // When, then
        assertThat(history.findings()).containsExactly("StockOff I10 p-1");
    }

    @Test
    void i11_anEventWithACommittedOffsetAndNoRowIsLost() {
        // Given
        history.apply()
                .applied
                .removeIf(row ->
                        row.id().equals(history.published(ORDER, first).event().id()));
        // When, then
        assertThat(history.findings()).containsExactly("Lost I11 " + first + "/order/0");
    }

    @Test
    void i12_aReplayedKeyIsNoSecondOrder() {
        // Given
        var request = history.requests.get(2);
        history.requests.add(3, request);
        history.requests.add(
                4, new History.ClientRequest(null, null, request.key(), "another body", History.ClientAnswer.REJECTED));
        // When, then
        assertThat(history.apply().findings()).isEmpty();
    }

    @Test
    void i12_anAcknowledgedSecondBodyUnderAKeyIsAConflict() {
        // Given
        var request = history.requests.get(2);
        history.requests.add(
                3,
                new History.ClientRequest(null, request.id(), request.key(), "another body", History.ClientAnswer.ACK));
        // When, then
        assertThat(history.apply().findings()).containsExactly("KeyConflict I12 " + request.key());
    }

    @Test
    void i12_aSecondOrderForTheSameBodyUnderAKeyIsAConflict() {
        // Given
        var request = history.requests.get(2);
        var other = history.requests.remove(3);
        history.requests.add(
                3,
                new History.ClientRequest(
                        null, other.id(), request.key(), request.fingerprint(), History.ClientAnswer.ACK));
        // When, then
        assertThat(history.apply().findings()).containsExactly("KeyConflict I12 " + request.key());
    }

    @Test
    void i12_aRejectionOfTheSameBodyUnderAKeyIsAConflict() {
        // Given
        var request = history.requests.get(2);
        history.requests.add(
                3,
                new History.ClientRequest(
                        null, null, request.key(), request.fingerprint(), History.ClientAnswer.REJECTED));
        // When, then
        assertThat(history.apply().findings()).containsExactly("KeyConflict I12 " + request.key());
    }

    @Test
    void i12_aNewKeyThatIsReportedAsReusedIsAConflict() {
        // Given
        history.requests.add(
                new History.ClientRequest(null, null, "new key", "a body", History.ClientAnswer.KEY_REUSED));
        // When, then
        assertThat(history.apply().findings()).containsExactly("KeyConflict I12 new key");
    }

    @Test
    void i12_aKeyOfAnUnknownOutcomeMayBeReportedAsReused() {
        // Given
        history.requests.add(new History.ClientRequest(null, null, "new key", "a body", History.ClientAnswer.UNKNOWN));
        history.requests.add(
                new History.ClientRequest(null, null, "new key", "another body", History.ClientAnswer.KEY_REUSED));
        // When, then
        assertThat(history.apply().findings()).isEmpty();
    }

    @Test
    void i13_anEventThatIsNotYetAppliedIsBehind() {
        // Given: the projection has not reached the last order
        var order = history.published(ORDER, refused);
        history.apply().applied.removeIf(row -> row.at().equals(order.at()));
        history.outputs.computeIfPresent(
                "orders" + order.at().partition(),
                (key, output) -> new History.OutputPartition(
                        "orders",
                        order.at().partition(),
                        false,
                        0,
                        1 << 20,
                        1 << 20,
                        order.at().offset()));
        // When, then
        assertThat(history.findings()).containsExactly("Behind I13 " + refused + "/order/0");
    }

    @Test
    void recordsAfterTheCutAreNotJudged() {
        // Given: the orders after the cut are incomplete
        history.apply();
        var inputs = new TreeMap<>(history.inputs);
        var outputs = new TreeMap<>(history.outputs);
        outputs.replaceAll((key, output) -> {
            var end = history.committed(output).spliterator().getExactSizeIfKnown();
            return new History.OutputPartition(
                    output.topic(), output.partition(), output.holdsLetters(), 0, 1 << 20, 1 << 21, 10 * end + 1);
        });
        history.order("p-1");
        history.deadLetter();
        history.order("p-2");
        history.commit();
        history.committed.removeIf(record -> record.at().topic().equals("inventory")
                && ((OutputRecord.Traced) record).transaction().counter() == 3);
        history.requests.replaceAll(request -> request.id().getLeastSignificantBits() > 5
                ? new History.ClientRequest(null, request.id(), request.key(), "", History.ClientAnswer.UNKNOWN)
                : request);
        inputs.replaceAll((key, input) -> new History.InputPartition(
                input.topic(),
                input.partition(),
                input.holdsReceipts(),
                input.first(),
                input.cut(),
                input.noted(),
                input.cut() + 10,
                input.cut() + 10,
                input.cut() + 10,
                input.cut() + 10,
                input.cut() + 10));
        history.inputs.putAll(inputs);
        history.outputs.putAll(outputs);
        // When, then
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void ordersThatAreNotDecidedInTimeAreBehindAndNotLost() {
        // Given: the group has not reached the last two records
        history.undecided();
        history.undecided();
        history.apply().inputs.computeIfPresent("orders-in0", (key, input) -> cutAt(input, input.end() - 2));
        // When, then
        assertThat(history.findings()).containsExactly("Behind I13 orders-in:0");
    }

    @Test
    void anOrderThatIsDecidedAfterTheEndsOfTheOutputsWereNotedIsBehindAndNotLost() {
        // Given: the group reached the last order, in a separate transaction, after the ends of the outputs were noted
        var late = history.order("p-1");
        var at = history.commit().published(ORDER, late).source();
        history.committed.removeIf(record -> record instanceof OutputRecord.PublishedEvent published
                && published.subject().equals(late));
        history.apply().inputs.computeIfPresent(at.topic() + at.partition(), (key, input) -> cutAt(input, at.offset()));
        // When, then
        assertThat(history.findings()).containsExactly("Behind I13 " + at.topic() + ":" + at.partition());
    }

    @Test
    void anEventWhoseOffsetIsAboutToBeCommittedIsNoContradiction() {
        // Given: the last transaction is committed in the outputs, but not yet in the group's offsets
        history.apply().inputs.replaceAll((key, input) -> settledAt(input, input.end() - 1));
        assertThat(history.findings()).contains("OffsetsContradict I6 orders-in:0");
        // When
        history.inputs.replaceAll((key, input) -> settledAt(input, Long.MAX_VALUE));
        // Then
        assertThat(history.findings()).isEmpty();
    }

    private static History.InputPartition settledAt(History.InputPartition input, long settled) {
        return new History.InputPartition(
                input.topic(),
                input.partition(),
                input.holdsReceipts(),
                input.first(),
                input.cut(),
                input.noted(),
                input.end(),
                input.committed(),
                settled,
                input.decided(),
                input.published());
    }

    /** The same input, of which only records before the offset are judged. */
    private static History.InputPartition cutAt(History.InputPartition input, long cut) {
        return new History.InputPartition(
                input.topic(),
                input.partition(),
                input.holdsReceipts(),
                input.first(),
                cut,
                input.noted(),
                input.end(),
                input.committed(),
                input.settled(),
                input.decided(),
                input.published());
    }

    @Test
    void eventsAfterAnOpenTransactionAreNotJudged() {
        // Given: an open transaction of another program before the event of the second order
        var order = history.published(ORDER, second).at();
        history.apply().openTransaction("orders", order.partition(), order.offset());
        history.applied.removeIf(row -> row.at().topic().equals("orders")
                && row.at().partition() == order.partition()
                && row.at().offset() >= order.offset());
        // When, then
        assertThat(history.findings()).containsExactly("OpenTransaction I8 orders:" + order.partition());
    }

    @Test
    void aLossBeforeAnOpenTransactionIsFound() {
        // Given
        var lost = history.request(History.ClientAnswer.ACK).id();
        history.apply().openTransaction("notifications", 1, 0);
        history.applied.removeIf(
                row -> row.at().topic().equals("notifications") && row.at().partition() == 1);
        // When, then
        assertThat(history.findings())
                .containsExactlyInAnyOrder("OpenTransaction I8 notifications:1", "Lost I1 " + lost);
    }

    @Test
    void eventsThatRetentionDeletedAreKnownFromTheTables() {
        // Given: only the last event of each partition is left
        history.apply();
        deleteAllButTheLast();
        // When
        var proof = Proof.examine(history);
        // Then
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.counts().deleted()).isPositive();
    }

    @Test
    void aLossAmongEventsThatRetentionDeletedIsFound() {
        // Given: all events are deleted, and one event of the first order has no row
        history.apply();
        history.applied.removeIf(row -> row.id().equals(new EventId(first, NOTIFICATION, 0)));
        for (var topic : ListHistory.OUTPUTS) {
            history.deleteBefore(topic, 0, 1 << 20);
            history.deleteBefore(topic, 1, 1 << 20);
        }
        // When, then
        assertThat(history.findings()).containsExactly("Lost I5 " + first + "/notification/0");
    }

    @Test
    void anOrderWithoutEventsAndRowsIsLostEvenAfterRetention() {
        // Given
        history.apply();
        var source = history.published(ORDER, first).source();
        history.applied.removeIf(row -> row.id().subject().equals(first));
        deleteAllButTheLast();
        // When, then
        assertThat(history.findings()).contains("Untraced I6 " + source, "Lost I1 " + first);
    }

    @Test
    void aMissingDeadLetterIsLostOnlyIfRetentionDidNotDeleteIt() {
        // Given
        var deleted = history.deadLetter();
        history.deadLetter();
        history.deadLetter();
        history.commit();
        history.apply();
        var letters = history.committed.stream()
                .filter(OutputRecord.DeadLetter.class::isInstance)
                .map(OutputRecord.DeadLetter.class::cast)
                .toList();
        history.deleteBefore(
                "orders-dead-letters",
                letters.get(1).at().partition(),
                letters.get(1).at().offset());
        assertThat(history.findings()).isEmpty();
        // When: the last one is missing
        history.committed.remove(letters.get(2));
        // Then
        assertThat(history.findings()).contains("Lost I4 " + letters.get(2).source());
        assertThat(history.findings()).doesNotContain("Lost I4 " + deleted);
    }

    @Test
    void anOrderWhoseRecordAndDeadLetterRetentionDeletedIsAnsweredByItsRow() {
        // Given
        var deleted = history.failedOrder();
        var kept = history.failedOrder();
        history.commit().apply();
        history.deleteInput(kept.at().offset());
        var letter = letterOf(deleted.at());
        history.deleteBefore("orders-dead-letters", letter.partition(), letter.offset() + 1);
        // Then
        assertThat(history.findings()).isEmpty();
        // When
        history.deadLetters.removeIf(row -> row.at().equals(deleted.at()));
        // Then
        assertThat(history.findings()).containsExactly("Lost I1 " + deleted.id());
    }

    @Test
    void anOrderWhoseRecordRetentionDeletedIsLostIfItsDeadLetterIsMissing() {
        // Given
        var lost = history.failedOrder();
        var kept = history.failedOrder();
        history.commit().apply();
        history.deleteInput(kept.at().offset());
        assertThat(history.findings()).isEmpty();
        // When: it was never there
        var letter = letterOf(lost.at());
        history.committed.removeIf(record -> record.at().equals(letter));
        // Then
        assertThat(history.findings()).contains("Lost I1 " + lost.id());
    }

    private Coordinates letterOf(Coordinates dead) {
        return history.committed.stream()
                .filter(OutputRecord.DeadLetter.class::isInstance)
                .map(OutputRecord.DeadLetter.class::cast)
                .filter(letter -> letter.source().equals(dead))
                .findFirst()
                .orElseThrow()
                .at();
    }

    private void deleteAllButTheLast() {
        for (var topic : ListHistory.OUTPUTS) {
            for (int partition = 0; partition < 2; partition++) {
                var here = partition;
                history.committed.stream()
                        .map(OutputRecord::at)
                        .filter(at -> at.topic().equals(topic) && at.partition() == here)
                        .mapToLong(Coordinates::offset)
                        .max()
                        .ifPresent(last -> history.deleteBefore(topic, here, last));
            }
        }
    }

    @Test
    void beyondAThousandFindingsTheProofIsIncomplete() {
        // Given
        for (int i = 0; i < 1_200; i++) {
            history.request(History.ClientAnswer.ACK);
        }
        // When
        var proof = Proof.examine(history.apply());
        // Then
        assertThat(proof.findings()).hasSize(1_000);
        assertThat(proof.complete()).isFalse();
    }

    /** A history with orders, a refusal, a duplicate, a dead letter and an abort, both before and after its topic is recreated. */
    private static ListHistory recreated(List<UUID> before, List<UUID> after) {
        var history = new ListHistory();
        history.receive("p-1", 100);
        before.addAll(placeOrders(history));
        history.commit().recreateOrdersTopic();
        after.addAll(placeOrders(history));
        return history.commit();
    }

    private static List<UUID> placeOrders(ListHistory history) {
        var one = history.order("p-1");
        history.duplicate(one);
        history.deadLetter();
        history.abortAndCommit();
        return List.of(one, history.refused("p-1"), history.order("p-1", "p-1"));
    }

    /** Calls the check with the id of each order, and whether it was placed before the change of topics. */
    private static void forEachOrder(
            BiFunction<List<UUID>, List<UUID>, ListHistory> change, BiConsumer<UUID, Boolean> check) {
        var before = new ArrayList<UUID>();
        var after = new ArrayList<UUID>();
        change.apply(before, after);
        assertThat(before).hasSize(3);
        assertThat(after).hasSize(3);
        before.forEach(order -> check.accept(order, true));
        after.forEach(order -> check.accept(order, false));
    }

    @Test
    void recordsOfARecreatedTopicAndOfItsPredecessorAreClean() {
        // When
        var history = recreated(new ArrayList<>(), new ArrayList<>()).apply();
        // Then
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void aLossBeforeOrAfterATopicWasRecreatedIsFound() {
        forEachOrder(ProofTest::recreated, (lost, isBefore) -> {
            // When, then
            var unapplied = recreated(new ArrayList<>(), new ArrayList<>()).apply();
            unapplied.applied.removeIf(
                    row -> row.id().kind() == NOTIFICATION && row.id().subject().equals(lost));
            assertThat(unapplied.findings()).containsExactly("Lost I11 " + lost + "/notification/0");
            // When, then
            var unpublished = recreated(new ArrayList<>(), new ArrayList<>());
            unpublished.committed.removeIf(record -> record instanceof OutputRecord.PublishedEvent published
                    && published.event().id().kind() == NOTIFICATION
                    && published.subject().equals(lost));
            assertThat(unpublished.apply().findings()).contains("Lost I5 " + lost + "/notification/0");
            // When, then
            var undecided = recreated(new ArrayList<>(), new ArrayList<>()).apply();
            undecided.decisions.remove(lost);
            assertThat(undecided.findings()).anyMatch(found -> found.contains(lost.toString()));
            // When, then: only its decision is left
            var forgotten = recreated(new ArrayList<>(), new ArrayList<>());
            forgotten.committed.removeIf(record -> record instanceof OutputRecord.PublishedEvent published
                    && published.subject().equals(lost));
            assertThat(forgotten.apply().findings()).anyMatch(found -> found.contains(lost.toString()));
            // When, then
            var duplicated = recreated(new ArrayList<>(), new ArrayList<>());
            var copy = duplicated.published(NOTIFICATION, lost);
            duplicated.committed.add(ListHistory.movedTo(
                    copy,
                    new Coordinates(
                            copy.at().topic(), copy.at().partition(), copy.at().offset() + 5)));
            assertThat(duplicated.apply().findings()).contains("Duplicated I4 " + lost + "/notification/0");
        });
    }

    @Test
    void aMissingDeadLetterBeforeOrAfterATopicWasRecreatedIsFound() {
        for (int which = 0; which < 2; which++) {
            // Given
            var history = recreated(new ArrayList<>(), new ArrayList<>());
            var letters = history.committed.stream()
                    .filter(OutputRecord.DeadLetter.class::isInstance)
                    .toList();
            // When
            history.committed.remove(letters.get(which));
            // Then
            assertThat(letters).hasSize(2);
            assertThat(history.apply().findings()).anyMatch(found -> found.startsWith("Lost I4 "));
        }
    }

    /** As {@link #recreated}, but all topics are empty again: the tables alone have what was before. */
    private static ListHistory moved(List<UUID> before, List<UUID> after) {
        var history = new ListHistory();
        history.receive("p-1", 100);
        history.deadLetter();
        before.addAll(placeOrders(history));
        history.commit().apply().moveToAnotherCluster();
        history.deadLetter(); // at the same coordinates
        after.addAll(placeOrders(history));
        return history.commit();
    }

    @Test
    void aMoveToAnotherClusterIsClean() {
        // When
        var history = moved(new ArrayList<>(), new ArrayList<>()).apply();
        // Then
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void aLossBeforeOrAfterAMoveToAnotherClusterIsFound() {
        forEachOrder(ProofTest::moved, (lost, isBefore) -> {
            // When, then
            var unapplied = moved(new ArrayList<>(), new ArrayList<>()).apply();
            unapplied.applied.removeIf(
                    row -> row.id().kind() == NOTIFICATION && row.id().subject().equals(lost));
            assertThat(unapplied.findings())
                    .containsExactly("Lost " + (isBefore ? "I5 " : "I11 ") + lost + "/notification/0");
            // When, then
            var undecided = moved(new ArrayList<>(), new ArrayList<>()).apply();
            undecided.decisions.remove(lost);
            assertThat(undecided.findings()).anyMatch(found -> found.contains(lost.toString()));
            // When, then: only its decision is left
            var forgotten = moved(new ArrayList<>(), new ArrayList<>()).apply();
            forgotten.committed.removeIf(record -> record instanceof OutputRecord.PublishedEvent published
                    && published.subject().equals(lost));
            forgotten.applied.removeIf(row -> row.id().subject().equals(lost));
            assertThat(forgotten.findings()).anyMatch(found -> found.contains(lost.toString()));
        });
    }

    @Test
    void aMissingDeadLetterAfterAMoveToAnotherClusterIsFound() {
        // Given
        var history = moved(new ArrayList<>(), new ArrayList<>());
        // When
        history.committed.removeIf(OutputRecord.DeadLetter.class::isInstance);
        // Then
        assertThat(history.apply().findings()).contains("Lost I4 orders-in:0:0", "Lost I4 orders-in:0:1");
    }

    @Test
    void aSecondReadingThatExceedsItsLimitMakesTheProofIncomplete() {
        // Given
        for (int i = 0; i < 100; i++) {
            history.request(History.ClientAnswer.ACK);
        }
        // When
        var proof = Proof.examine(history.apply(), 16, 1);
        // Then
        assertThat(proof.findings()).hasSizeBetween(1, 50);
        assertThat(proof.complete()).isFalse();
        assertThat(proof.isClean()).isFalse();
    }

    private void replace(OutputRecord.PublishedEvent published, UnaryOperator<OutputRecord.PublishedEvent> change) {
        history.committed.set(history.committed.indexOf(published), change.apply(published));
    }

    private OutputRecord.PublishedEvent copyFrom(OutputRecord.PublishedEvent published, Coordinates source) {
        var at = new Coordinates(published.at().topic(), published.at().partition(), 1000);
        var records = new TreeMap<>(Map.of("orders", 1, "notifications", 1));
        return new OutputRecord.PublishedEvent(
                at, source, new OutputRecord.Transaction("semel-1/run", 1, records), published.event(), null);
    }

    private static OutputRecord.PublishedEvent withEvent(OutputRecord.PublishedEvent published, Event event) {
        return new OutputRecord.PublishedEvent(
                published.at(), published.source(), published.transaction(), event, published.sequence());
    }

    private static OutputRecord.PublishedEvent withLine(OutputRecord.PublishedEvent published, int line) {
        var moved = (Event.StockMoved) published.event();
        var id = new semel.order.EventId(moved.id().subject(), INVENTORY, line);
        return withEvent(
                published,
                new Event.StockMoved(id, moved.product(), moved.change(), moved.number(), moved.balance(), moved.at()));
    }

    private static OutputRecord.PublishedEvent withProduct(OutputRecord.PublishedEvent published, String product) {
        var moved = (Event.StockMoved) published.event();
        return withEvent(
                published,
                new Event.StockMoved(
                        moved.id(),
                        new ProductId(product),
                        moved.change(),
                        moved.number(),
                        moved.balance(),
                        moved.at()));
    }

    /** The same input with other offsets, each given as a distance: end from cut, committed from decided, published from committed. */
    private static History.InputPartition withOffsets(
            History.InputPartition known, long behind, long committedAhead, long publishedAhead) {
        var committed = known.cut() + committedAhead;
        return new History.InputPartition(
                known.topic(),
                known.partition(),
                known.holdsReceipts(),
                known.first(),
                known.cut(),
                known.cut(),
                known.cut() + behind,
                committed,
                committed,
                known.cut(),
                committed + publishedAhead);
    }
}
