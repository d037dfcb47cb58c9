package semel.model;

import static semel.model.ModelBroker.INVENTORY;
import static semel.model.ModelBroker.ORDERS;

import java.util.function.Predicate;

/** Properties that must never be broken. Each is checked in every state; {@link #STUCK} only if no step but a fault is possible. */
enum Property {
    TORN(
            "a transaction is visible in one topic and not in the other",
            state -> ModelState.anyId(id -> count(state, ORDERS, id) != count(state, INVENTORY, id))),
    DUPLICATED("an order is published twice", state -> ModelState.anyId(id -> count(state, ORDERS, id) > 1)),
    LOST(
            "the offset of an order is committed, and the order is neither published nor a dead letter",
            state -> state.input()
                    .any((partition, offset) -> offset < state.broker().committed(partition)
                            && isDue(state, partition, offset)
                            && !state.isDeadLetter(partition, offset)
                            && count(state, ORDERS, state.input().id(partition, offset)) == 0)),
    ALTERED(
            "an order is published as somebody else wrote it",
            state -> state.input()
                    .any((partition, offset) -> state.input().isForeign(partition, offset)
                            && state.database().isClaimedAt(partition, offset)
                            && count(state, ORDERS, state.input().id(partition, offset)) > 0)),
    DECIDED_AGAIN(
            "an order is decided that was decided, applied and pruned",
            state -> state.hasHistory()
                    && state.history().isPruned()
                    && state.database().isClaimed(ModelState.ORDER)),
    OUT_OF_ORDER(
            "an order is published before one that stands before it in its partition",
            state -> state.input()
                    .any((partition, offset) -> offset > 0
                            && isDue(state, partition, offset - 1)
                            && isDue(state, partition, offset)
                            && place(state, partition, offset) < place(state, partition, offset - 1))),
    APPLIED_TWICE(
            "an order takes effect in the tables twice",
            state -> state.hasHistory() && state.history().applied() > 1),
    UNJUDGED(
            "an order is pruned that was not applied, or that the beginning of the kept history does not contain",
            state -> state.hasHistory()
                    && state.history().isPruned()
                    && (state.history().applied() == 0 || !state.history().isShown())),
    UNTRACED(
            "a topic has a record that was read, and no row says what became of it",
            state -> state.hasHistory()
                    && state.input()
                            .any((partition, offset) -> state.input().has(partition, offset)
                                    && offset < state.broker().committed(partition)
                                    && state.traces(partition, offset) == 0)),
    TRACED_TWICE(
            "two rows say what became of a record",
            state -> state.hasHistory()
                    && state.input().any((partition, offset) -> state.traces(partition, offset) > 1)),
    STUCK(
            "only a fault could go on, and not everything is committed",
            state -> ModelState.anyPartition(partition ->
                    state.broker().committed(partition) < state.input().end(partition)));

    private final String text;
    private final Predicate<ModelState> broken;

    Property(String text, Predicate<ModelState> broken) {
        this.text = text;
        this.broken = broken;
    }

    String text() {
        return text;
    }

    boolean isBroken(ModelState state) {
        return broken.test(state);
    }

    /** Whether this record must publish its id: it is the accepted one, and it has the claim or no record has. */
    private static boolean isDue(ModelState state, int partition, int offset) {
        return !state.input().isForeign(partition, offset)
                && (state.database().isClaimedAt(partition, offset)
                        || !state.database().isClaimed(state.input().id(partition, offset)));
    }

    private static int count(ModelState state, int topic, int id) {
        return state.broker().count(topic, id);
    }

    private static int place(ModelState state, int partition, int offset) {
        return state.broker().place(ORDERS, state.input().id(partition, offset));
    }
}
