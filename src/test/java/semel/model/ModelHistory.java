package semel.model;

/**
 * Models what pruning needs of the order: how far the pruning is, what the projection has applied, and the rows of the records that were
 * not decided. The rows of the order itself are in {@link ModelDatabase}.
 */
final class ModelHistory {
    /** How far the pruning is. */
    enum Stage {
        NOTHING,
        /** A point is noted. */
        NOTED,
        /** Then an audit was CLEAN. */
        JUDGED,
        /** The kept history begins at the point: ids that are older than it and have no decision are refused. */
        BEGUN
    }

    private static final int STAGE = 0;
    private static final int OLDER = 1;
    private static final int SHOWN = 2;
    private static final int PRUNED = 3;
    private static final int PROCESSED = 4;
    private static final int APPLIED = 5;
    private static final int EVENTS_DELETED = 6;
    private static final int SUPPRESSED = 7;
    private static final int LETTERS = SUPPRESSED + ModelState.PARTITIONS;
    static final int CELLS = LETTERS + ModelState.PARTITIONS;

    private final byte[] cells;
    private final int at;

    ModelHistory(byte[] cells, int at) {
        this.cells = cells;
        this.at = at;
    }

    // ---- the pruning

    boolean is(Stage stage) {
        return cells[at + STAGE] == stage.ordinal();
    }

    void become(Stage stage) {
        cells[at + STAGE] = (byte) stage.ordinal();
    }

    /**
     * @param isOlder whether the order's id is older than the point
     * @param isShown whether the point's snapshot shows the order's decision
     */
    void note(boolean isOlder, boolean isShown) {
        become(Stage.NOTED);
        cells[at + OLDER] = (byte) (isOlder ? 1 : 0);
        cells[at + SHOWN] = (byte) (isShown ? 1 : 0);
    }

    boolean isOlder() {
        return cells[at + OLDER] == 1;
    }

    boolean isShown() {
        return cells[at + SHOWN] == 1;
    }

    /** Whether a record of the order is refused if the order has no decision. */
    boolean isForgotten() {
        return is(Stage.BEGUN) && isOlder();
    }

    /** Removes the ids that were applied, and the row with the accepted bytes. */
    void prune() {
        cells[at + PRUNED] = 1;
        cells[at + PROCESSED] = 0;
    }

    boolean isPruned() {
        return cells[at + PRUNED] == 1;
    }

    // ---- the projection

    void apply() {
        cells[at + PROCESSED] = 1;
        cells[at + APPLIED]++;
    }

    /** Whether the tables have the ids of the order's events. */
    boolean isProcessed() {
        return cells[at + PROCESSED] == 1;
    }

    /** How often the order took effect in the tables. */
    int applied() {
        return cells[at + APPLIED];
    }

    void deleteEvents() {
        cells[at + EVENTS_DELETED] = 1;
    }

    boolean hasEventsDeleted() {
        return cells[at + EVENTS_DELETED] == 1;
    }

    // ---- records that claimed nothing

    void suppress(int partition, int offset) {
        cells[at + SUPPRESSED + partition] |= (byte) (1 << offset);
    }

    void bury(int partition, int offset) {
        cells[at + LETTERS + partition] |= (byte) (1 << offset);
    }

    boolean isDeadLetter(int partition, int offset) {
        return (cells[at + LETTERS + partition] >> offset & 1) == 1;
    }

    boolean isSuppressed(int partition, int offset) {
        return (cells[at + SUPPRESSED + partition] >> offset & 1) == 1;
    }
}
