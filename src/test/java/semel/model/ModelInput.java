package semel.model;

/** Models the logs of the input: what was written to each partition, and from where on retention has kept it. */
final class ModelInput {
    /** What a record is. */
    enum Kind {
        NONE,
        ORDER,
        SECOND_ORDER,
        /** Another producer wrote it, under the id of {@link #ORDER}, which was accepted with other bytes. */
        FOREIGN
    }

    @FunctionalInterface
    interface RecordPredicate {
        boolean test(int partition, int offset);
    }

    @FunctionalInterface
    interface RecordAction {
        void accept(int partition, int offset);
    }

    private static final int STARTS = 0;
    private static final int ENDS = STARTS + ModelState.PARTITIONS;
    private static final int KINDS = ENDS + ModelState.PARTITIONS;
    static final int CELLS = KINDS + ModelState.PARTITIONS * ModelState.RECORDS;

    private final byte[] cells;
    private final int at;

    ModelInput(byte[] cells, int at) {
        this.cells = cells;
        this.at = at;
    }

    void append(int partition, Kind kind) {
        cells[at + KINDS + partition * ModelState.RECORDS + end(partition)] = (byte) kind.ordinal();
        cells[at + ENDS + partition]++;
    }

    boolean isEmpty(int partition) {
        return end(partition) == 0;
    }

    /** Retention deletes the records before this offset. */
    void deleteBefore(int partition, int offset) {
        cells[at + STARTS + partition] = (byte) offset;
    }

    int start(int partition) {
        return cells[at + STARTS + partition];
    }

    int end(int partition) {
        return cells[at + ENDS + partition];
    }

    /** Whether a consumer that is at this offset gets a record. */
    boolean has(int partition, int offset) {
        return start(partition) <= offset && offset < end(partition);
    }

    int id(int partition, int offset) {
        return is(Kind.SECOND_ORDER, partition, offset) ? 1 : 0;
    }

    boolean isForeign(int partition, int offset) {
        return is(Kind.FOREIGN, partition, offset);
    }

    private boolean is(Kind kind, int partition, int offset) {
        return cells[at + KINDS + partition * ModelState.RECORDS + offset] == kind.ordinal();
    }

    /** Whether the condition holds for a record that was ever written. */
    boolean any(RecordPredicate condition) {
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            for (int offset = 0; offset < end(partition); offset++) {
                if (condition.test(partition, offset)) {
                    return true;
                }
            }
        }
        return false;
    }

    void each(RecordPredicate condition, RecordAction action) {
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            for (int offset = 0; offset < end(partition); offset++) {
                if (condition.test(partition, offset)) {
                    action.accept(partition, offset);
                }
            }
        }
    }
}
