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
            "the offset of an order is committed, and the order is not published",
            state -> ModelState.anyPartition(partition -> {
                for (int offset = 0; offset < state.broker().committed(partition); offset++) {
                    if (isDue(state, partition, offset)
                            && count(state, ORDERS, ModelState.id(partition, offset)) == 0) {
                        return true;
                    }
                }
                return false;
            })),
    ALTERED(
            "an order is published as somebody else wrote it",
            state -> ModelState.anyPartition(partition -> {
                for (int offset = 0; offset < ModelState.end(partition); offset++) {
                    if (ModelState.isForeign(partition, offset)
                            && state.database().isClaimedAt(partition, offset)
                            && count(state, ORDERS, ModelState.id(partition, offset)) > 0) {
                        return true;
                    }
                }
                return false;
            })),
    OUT_OF_ORDER(
            "an order is published before one that stands before it in its partition",
            state -> ModelState.anyPartition(partition -> {
                for (int offset = 1; offset < ModelState.end(partition); offset++) {
                    if (isDue(state, partition, offset - 1)
                            && isDue(state, partition, offset)
                            && place(state, partition, offset) < place(state, partition, offset - 1)) {
                        return true;
                    }
                }
                return false;
            })),
    STUCK(
            "only a fault could go on, and not everything is published and committed",
            state -> ModelState.anyPartition(
                            partition -> state.broker().committed(partition) < ModelState.end(partition))
                    || ModelState.anyId(id -> count(state, ORDERS, id) != 1));

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
        return !ModelState.isForeign(partition, offset)
                && (state.database().isClaimedAt(partition, offset)
                        || !state.database().isClaimed(ModelState.id(partition, offset)));
    }

    private static int count(ModelState state, int topic, int id) {
        return state.broker().count(topic, id);
    }

    private static int place(ModelState state, int partition, int offset) {
        return state.broker().place(ORDERS, ModelState.id(partition, offset));
    }
}
