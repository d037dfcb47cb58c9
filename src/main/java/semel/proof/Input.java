package semel.proof;

import semel.wire.Coordinates;

/** An input partition, and what of it was seen elsewhere. */
final class Input {
    private final History.InputPartition partition;
    private final int index;
    private final boolean isFormer;
    private final Positions covered;
    private final Positions dead;
    private final Positions aborted;
    private final Positions arrived;
    private final Positions heldUp;
    private final Positions accepted;
    private final Positions failed;
    private final Positions deletedLetters;
    private long traced = -1;

    /**
     * @param index among all input partitions, from 0
     * @param isFormer whether its topic was deleted: then only what became of its records can be judged
     */
    Input(History.InputPartition partition, int index, boolean isFormer) {
        this.partition = partition;
        this.index = index;
        this.isFormer = isFormer;
        this.covered = new Positions(partition.first());
        this.dead = new Positions(partition.first());
        this.aborted = new Positions(partition.first());
        this.arrived = new Positions(partition.first());
        this.heldUp = new Positions(partition.first());
        this.accepted = new Positions(partition.first());
        this.failed = new Positions(partition.first());
        this.deletedLetters = new Positions(partition.first());
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
    Positions covered() {
        return covered;
    }

    /** In the dead letters' topic. */
    Positions dead() {
        return dead;
    }

    /** In an aborted transaction. */
    Positions aborted() {
        return aborted;
    }

    /** In the input itself. */
    Positions arrived() {
        return arrived;
    }

    /** Decided, of what intake wrote down. */
    Positions accepted() {
        return accepted;
    }

    /** Decided, and the policy failed. */
    Positions failed() {
        return failed;
    }

    /** A dead letter that retention deleted. */
    Positions deletedLetters() {
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
