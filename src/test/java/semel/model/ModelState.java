package semel.model;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Holds the state of broker, database and the replicas A and B, and of the history if it is pruned. All numbers are bytes in one array,
 * so that a million states fit into memory and compare quickly; the views name them.
 */
final class ModelState {
    static final int PARTITIONS = 2;
    static final int REPLICAS = 2;
    static final int IDS = 2;
    /** The id of {@link ModelInput.Kind#ORDER}. */
    static final int ORDER = 0;
    /** The most records of a partition. */
    static final int RECORDS = 2;

    private static final int DATABASE = ModelBroker.CELLS;
    private static final int INPUT = DATABASE + ModelDatabase.CELLS;
    private static final int FIRST_REPLICA = INPUT + ModelInput.CELLS;
    private static final int HISTORY = FIRST_REPLICA + REPLICAS * ModelReplica.CELLS;

    private final byte[] cells;

    private ModelState(byte[] cells) {
        this.cells = cells;
    }

    /**
     * Replica A has both partitions; B has not joined yet. If history is pruned, the input is empty. Otherwise each partition has two
     * records: the first of partition 0 and the last of partition 1 are the same order, written twice, and the first of partition 1 has
     * its id but foreign content.
     */
    static ModelState initial(Protocol protocol) {
        var state = new ModelState(new byte[HISTORY + (protocol.prunes() ? ModelHistory.CELLS : 0)]);
        if (!protocol.prunes()) {
            var input = state.input();
            input.append(0, ModelInput.Kind.ORDER);
            input.append(0, ModelInput.Kind.SECOND_ORDER);
            input.append(1, ModelInput.Kind.FOREIGN);
            input.append(1, ModelInput.Kind.ORDER);
        }
        state.broker().admit(0);
        state.replica(0).adopt(state.broker(), false, true);
        return state;
    }

    ModelState copy() {
        return new ModelState(cells.clone());
    }

    ModelBroker broker() {
        return new ModelBroker(cells);
    }

    ModelDatabase database() {
        return new ModelDatabase(cells, DATABASE);
    }

    ModelInput input() {
        return new ModelInput(cells, INPUT);
    }

    ModelReplica replica(int number) {
        return new ModelReplica(cells, FIRST_REPLICA + number * ModelReplica.CELLS, number, input());
    }

    boolean hasHistory() {
        return cells.length > HISTORY;
    }

    /** Only if {@link #hasHistory()}. */
    ModelHistory history() {
        return new ModelHistory(cells, HISTORY);
    }

    /** Whether a record of the id is refused, because a decision on it may have been pruned. */
    boolean isForgotten(int id) {
        return hasHistory() && id == ORDER && history().isForgotten();
    }

    /** Whether the database still has the bytes that were accepted, and they differ from the record's. */
    boolean differsFromAccepted(int partition, int offset) {
        return input().isForeign(partition, offset)
                && !(hasHistory() && history().isPruned());
    }

    boolean isDeadLetter(int partition, int offset) {
        return hasHistory() && history().isDeadLetter(partition, offset);
    }

    /** Whether the record was delivered before and claimed nothing. */
    boolean isSettled(int partition, int offset) {
        return hasHistory()
                && (history().isSuppressed(partition, offset) || history().isDeadLetter(partition, offset));
    }

    /** How many rows say what became of the record. Only if {@link #hasHistory()}. */
    int traces(int partition, int offset) {
        return (database().isClaimedAt(partition, offset) ? 1 : 0)
                + (history().isSuppressed(partition, offset) ? 1 : 0)
                + (history().isDeadLetter(partition, offset) ? 1 : 0);
    }

    /**
     * Starts the group's next generation: batches of the one before cannot be committed any more. Every member that has joined takes
     * part; other replicas keep their outdated state.
     */
    void rebalance(Protocol protocol) {
        for (int number = 0; number < REPLICAS; number++) {
            var replica = replica(number);
            replica.outdate();
            if (broker().isMember(number) && replica.hasJoined()) {
                replica.adopt(broker(), protocol.cooperative(), !protocol.gathers());
            }
        }
    }

    // Loops, not streams, because they run for every state.

    static boolean anyPartition(IntPredicate condition) {
        return any(PARTITIONS, condition);
    }

    static boolean anyId(IntPredicate condition) {
        return any(IDS, condition);
    }

    private static boolean any(int count, IntPredicate condition) {
        for (int number = 0; number < count; number++) {
            if (condition.test(number)) {
                return true;
            }
        }
        return false;
    }

    static void eachPartition(IntPredicate condition, IntConsumer action) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (condition.test(partition)) {
                action.accept(partition);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelState state && Arrays.equals(cells, state.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }
}
