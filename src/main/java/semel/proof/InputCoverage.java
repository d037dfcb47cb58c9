package semel.proof;

import semel.kafka.Coordinates;

/** An input partition, and what of it was seen elsewhere. */
final class InputCoverage {
    private final History.InputPartition partition;
    private final int index;
    private final boolean isFormer;
    private final PositionSet covered;
    private final PositionSet dead;
    private final PositionSet aborted;
    private final PositionSet arrived;
    private final PositionSet heldUp;
    private final PositionSet accepted;
    private final PositionSet failed;
    private final PositionSet deletedLetters;
    private long traced = -1;

    /**
     * @param index among all input partitions, from 0
     * @param isFormer whether its topic was deleted: then only what became of its records can be judged
     */
    InputCoverage(History.InputPartition partition, int index, boolean isFormer) {
        this.partition = partition;
        this.index = index;
        this.isFormer = isFormer;
        this.covered = new PositionSet(partition.first());
        this.dead = new PositionSet(partition.first());
        this.aborted = new PositionSet(partition.first());
        this.arrived = new PositionSet(partition.first());
        this.heldUp = new PositionSet(partition.first());
        this.accepted = new PositionSet(partition.first());
        this.failed = new PositionSet(partition.first());
        this.deletedLetters = new PositionSet(partition.first());
    }

    History.InputPartition partition() {
        return partition;
    }

    int index() {
        return index;
    }

    boolean isFormer() {
        return isFormer;
    }

    /** Published, suppressed or a dead letter. */
    PositionSet covered() {
        return covered;
    }

    /** In the dead letters' topic. */
    PositionSet dead() {
        return dead;
    }

    /** In an aborted transaction. */
    PositionSet aborted() {
        return aborted;
    }

    /** In the input itself. */
    PositionSet arrived() {
        return arrived;
    }

    /** Decided, of what intake wrote down. */
    PositionSet accepted() {
        return accepted;
    }

    /** Decided, and the policy failed. */
    PositionSet failed() {
        return failed;
    }

    /** A dead letter that retention deleted. */
    PositionSet deletedLetters() {
        return deletedLetters;
    }

    /** A row says that it was decided, suppressed or buried, wherever the cut is. */
    void trace(long offset) {
        traced = Math.max(traced, offset);
    }

    /** The last record of which a row says so, -1 if there is none. */
    long lastTraced() {
        return traced;
    }

    /** Something that stems from it stands where no reader comes to yet: it is not judged. */
    void holdUp(long offset) {
        if (offset >= partition.first()) {
            heldUp.add(offset);
        }
    }

    boolean judges(long offset) {
        return offset >= partition.first() && offset < partition.cut() && !heldUp.contains(offset);
    }

    /** Whether nothing is known of the record there: it was deleted, also with its topic, or stands behind the cut. */
    boolean isUnread(long offset) {
        return isFormer || isGone(offset) || offset >= partition.cut();
    }

    /** Its record was deleted by retention: what became of it is not judged, but its client got its order. */
    boolean isGone(long offset) {
        return offset < partition.first();
    }

    Coordinates at(long offset) {
        return new Coordinates(partition.topic(), partition.partition(), offset);
    }
}
