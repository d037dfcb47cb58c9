package semel.audit;

import semel.wire.Coordinates;

/** An input partition, and what of it was seen elsewhere. */
final class Input {
    private final History.InputPartition partition;
    private final int index;
    private final Positions covered;
    private final Positions dead;
    private final Positions aborted;
    private final Positions arrived;

    /** @param index among all input partitions, from 0 */
    Input(History.InputPartition partition, int index) {
        this.partition = partition;
        this.index = index;
        this.covered = new Positions(partition.first());
        this.dead = new Positions(partition.first());
        this.aborted = new Positions(partition.first());
        this.arrived = new Positions(partition.first());
    }

    History.InputPartition partition() {
        return partition;
    }

    int index() {
        return index;
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

    boolean judges(long offset) {
        return offset >= partition.first() && offset < partition.cut();
    }

    /** Its record was deleted by retention: what became of it is not judged, but its client got its order. */
    boolean isGone(long offset) {
        return offset < partition.first();
    }

    Coordinates at(long offset) {
        return new Coordinates(partition.topic(), partition.partition(), offset);
    }
}
