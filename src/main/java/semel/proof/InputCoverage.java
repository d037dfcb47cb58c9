package semel.proof;

import semel.kafka.Coordinates;

/** Holds, for one input partition, at which offsets topics and tables show a record, and with which outcome. */
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
     * @param isFormer whether its topic was deleted: then only the outcomes of its records can be judged
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

    /** Offsets of records that were published, suppressed or made a dead letter. */
    PositionSet covered() {
        return covered;
    }

    /** Offsets of records whose dead letter is in the dead-letter topic. */
    PositionSet dead() {
        return dead;
    }

    /** Offsets of records whose output was in an aborted transaction. */
    PositionSet aborted() {
        return aborted;
    }

    /** Offsets of records that were read in the input. */
    PositionSet arrived() {
        return arrived;
    }

    /** Offsets of decided records that have a row in {@code received}. */
    PositionSet accepted() {
        return accepted;
    }

    /** Offsets of decided records for which the policy failed. */
    PositionSet failed() {
        return failed;
    }

    /** Offsets of records whose dead letter retention deleted. */
    PositionSet deletedLetters() {
        return deletedLetters;
    }

    /** Adds a record that the tables have as decided, suppressed or dead letter, even if it is after the cut. */
    void trace(long offset) {
        traced = Math.max(traced, offset);
    }

    /** The highest offset that was traced, -1 if there is none. */
    long lastTraced() {
        return traced;
    }

    /** Excludes a record from judgement, because an open transaction blocks the readers of one of its outputs. */
    void holdUp(long offset) {
        if (offset >= partition.first()) {
            heldUp.add(offset);
        }
    }

    /** Whether the record is judged: it is kept, before the cut, and no output of it is behind an open transaction. */
    boolean judges(long offset) {
        return offset >= partition.first() && offset < partition.cut() && !heldUp.contains(offset);
    }

    /** Whether the record is unknown: it or its topic was deleted, or it is after the cut. */
    boolean isUnread(long offset) {
        return isFormer || isGone(offset) || offset >= partition.cut();
    }

    /** Whether retention deleted the record: its outcome is not judged, but its client's request is. */
    boolean isGone(long offset) {
        return offset < partition.first();
    }

    Coordinates at(long offset) {
        return new Coordinates(partition.topic(), partition.partition(), offset);
    }
}
