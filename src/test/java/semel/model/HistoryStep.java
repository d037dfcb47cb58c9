package semel.model;

import static semel.model.ModelHistory.Stage.*;
import static semel.model.Protocol.Deviation.*;

import java.util.function.Consumer;
import java.util.function.Predicate;
import semel.model.ModelInput.Kind;

/**
 * Steps of the pruned history, which no replica's turn is needed for: records arrive, the projection applies the order, retention deletes,
 * and the order's rows are pruned. Retention deletes only what was read, because a stage parks otherwise. An event that was not deleted
 * may be delivered again at any time.
 */
enum HistoryStep implements ModelStep {
    ORDER_ARRIVES(
            "the order arrives as p0:0",
            turn -> turn.input().isEmpty(0),
            turn -> turn.input().append(0, Kind.ORDER)),
    /** A mirror writes it, or a program that had held it back. */
    COPY_ARRIVES(
            "a copy of the order arrives in p1",
            turn -> turn.input().isEmpty(1),
            turn -> turn.input().append(1, Kind.ORDER)),
    FOREIGN_ARRIVES(
            "another record under the order's id arrives in p1",
            turn -> turn.input().isEmpty(1),
            turn -> turn.input().append(1, Kind.FOREIGN)),
    IS_APPLIED(
            "the projection applies the order",
            turn -> turn.broker().count(ModelBroker.ORDERS, ModelState.ORDER) > 0
                    && !turn.history().hasEventsDeleted()
                    && !turn.history().isProcessed(),
            turn -> turn.history().apply()),
    EVENTS_ARE_DELETED(
            "retention deletes the order's events",
            turn -> turn.history().applied() > 0 && !turn.history().hasEventsDeleted(),
            turn -> turn.history().deleteEvents()),
    P0_IS_DELETED("retention deletes what was read of p0", turn -> hasRead(turn, 0), turn -> deleteRead(turn, 0)),
    P1_IS_DELETED("retention deletes what was read of p1", turn -> hasRead(turn, 1), turn -> deleteRead(turn, 1)),
    POINT_IS_NOTED(
            "a point is noted, and the order's id is older",
            turn -> turn.history().is(NOTHING),
            turn -> turn.history().note(true, isDecided(turn))),
    /** The id is of the same millisecond, of a clock that is ahead, or carries no time. */
    POINT_IS_NOTED_EARLIER(
            "a point is noted, and the order's id is not older",
            turn -> turn.history().is(NOTHING),
            turn -> turn.history().note(false, isDecided(turn))),
    IS_JUDGED(
            "an audit is CLEAN",
            turn -> turn.history().is(NOTED) && (isClean(turn) || turn.has(UNAUDITED)),
            turn -> turn.history().become(JUDGED)),
    BEGINS(
            "the kept history begins at the point",
            turn -> turn.history().is(JUDGED),
            turn -> turn.history().become(BEGUN)),
    IS_PRUNED("the order's rows are removed", HistoryStep::mayPrune, turn -> {
        turn.state().database().release(ModelState.ORDER);
        turn.history().prune();
    });

    private final String text;
    private final Predicate<Turn> possible;
    private final Consumer<Turn> effect;

    HistoryStep(String text, Predicate<Turn> possible, Consumer<Turn> effect) {
        this.text = text;
        this.possible = possible;
        this.effect = effect;
    }

    private static boolean hasRead(Turn turn, int partition) {
        return turn.input().start(partition) < turn.broker().committed(partition);
    }

    private static void deleteRead(Turn turn, int partition) {
        turn.input().deleteBefore(partition, turn.broker().committed(partition));
    }

    private static boolean isDecided(Turn turn) {
        return turn.state().database().isClaimed(ModelState.ORDER);
    }

    /** Whether each record that a topic has is settled, and what is decided is applied. */
    private static boolean isClean(Turn turn) {
        return !turn.input()
                        .any((partition, offset) -> turn.input().has(partition, offset)
                                && turn.state().traces(partition, offset) == 0)
                && (!isDecided(turn) || turn.history().isProcessed());
    }

    private static boolean mayPrune(Turn turn) {
        var history = turn.history();
        return (history.is(BEGUN) || history.is(JUDGED) && turn.has(PRUNED_UNREFUSED))
                && isDecided(turn)
                && (history.isOlder() || turn.has(PRUNED_AT_THE_BORDER))
                && (history.isShown() || turn.has(PRUNED_BY_AGE))
                && (!hasInput(turn) || turn.has(PRUNED_WITH_INPUT))
                && (!history.isProcessed() || history.hasEventsDeleted() || turn.has(PRUNED_WITH_EVENTS));
    }

    private static boolean hasInput(Turn turn) {
        return turn.input()
                .any((partition, offset) -> turn.input().has(partition, offset)
                        && turn.state().database().isClaimedAt(partition, offset));
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public String tell(ModelReplica before, ModelReplica after) {
        return text;
    }

    /** No replica takes these steps, so they are explored in the turn of A only. */
    @Override
    public boolean isPossible(Turn turn) {
        return turn.number() == 0 && possible.test(turn);
    }

    @Override
    public void happen(Turn turn) {
        effect.accept(turn);
    }
}
