package semel.model;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Holds the state of broker, database and the replicas A and B. The input has two partitions with two records each. The first
 * record of partition 0 and the last of partition 1 are the same order, written twice. The first record of partition 1 has the
 * same id but foreign content. All numbers are bytes in one array, so that a million states fit into memory and compare quickly;
 * the views name them.
 */
final class ModelState {
    static final int PARTITIONS = 2;
    static final int REPLICAS = 2;
    static final int IDS = 2;
    private static final int[][] INPUT = {{0, 1}, {0, 0}};

    private static final int DATABASE = ModelBroker.CELLS;
    private static final int FIRST_REPLICA = DATABASE + ModelDatabase.CELLS;

    private final byte[] cells;

    private ModelState(byte[] cells) {
        this.cells = cells;
    }

    /** Replica A has both partitions; B has not joined yet. */
    static ModelState initial() {
        var state = new ModelState(new byte[FIRST_REPLICA + REPLICAS * ModelReplica.CELLS]);
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

    ModelReplica replica(int number) {
        return new ModelReplica(cells, FIRST_REPLICA + number * ModelReplica.CELLS, number);
    }

    static int end(int partition) {
        return INPUT[partition].length;
    }

    /** Whether another producer wrote the record, under an id that was accepted with other bytes. */
    static boolean isForeign(int partition, int offset) {
        return partition == 1 && offset == 0;
    }

    static int id(int partition, int offset) {
        return INPUT[partition][offset];
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
