package semel.model;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A process: what its consumer believes, the batch that it polled ahead, and the batch that it works on. */
final class Replica {
    /** How far the batch in work is. */
    enum Phase {
        IDLE,
        DECIDED,
        SENT_ORDERS,
        SENT,
        OFFSETS_SENT,
        /** The work failed, and the block will abort and report it. */
        FAILED,
        /** The commit failed, and the block will abort and report success. */
        SWALLOWED,
        /** The commit timed out: done, not done, or done later. */
        UNKNOWN,
        DEAD
    }

    private static final int NOT_ASSIGNED = 0;
    private static final int TO_BE_FETCHED = 1;
    private static final int FIRST_OFFSET = 2;

    private static final int PHASE = 0;
    private static final int JOINED = 1;
    private static final int CURRENT = 2;
    private static final int POSITIONS = 3;
    private static final int QUEUE = POSITIONS + State.PARTITIONS;
    private static final int BATCH = QUEUE + State.PARTITIONS + 1;
    private static final int EMITTED = BATCH + State.PARTITIONS + 1;
    static final int CELLS = EMITTED + State.PARTITIONS;

    private final byte[] cells;
    private final int at;
    private final int number;

    Replica(byte[] cells, int at, int number) {
        this.cells = cells;
        this.at = at;
        this.number = number;
    }

    int number() {
        return number;
    }

    boolean is(Phase phase) {
        return cells[at + PHASE] == phase.ordinal();
    }

    void become(Phase phase) {
        cells[at + PHASE] = (byte) phase.ordinal();
        if (phase == Phase.IDLE) {
            Arrays.fill(cells, at + BATCH, at + CELLS, (byte) 0);
        }
    }

    /** Everything in memory is gone. */
    void die() {
        Arrays.fill(cells, at, at + CELLS, (byte) 0);
        become(Phase.DEAD);
    }

    // ---- the consumer

    boolean hasJoined() {
        return cells[at + JOINED] == 1;
    }

    /** Whether the generation that the consumer knows is the group's. */
    boolean isCurrent() {
        return cells[at + CURRENT] == 1;
    }

    void outdate() {
        cells[at + CURRENT] = 0;
        cells[at + QUEUE + State.PARTITIONS] = 0;
        cells[at + BATCH + State.PARTITIONS] = 0;
    }

    /** Takes part in a rebalance: revoked partitions lose their position and what was polled ahead of them. */
    void adopt(Broker broker, boolean cooperative) {
        for (int partition = 0; partition < State.PARTITIONS; partition++) {
            var assigned = broker.isAssigned(number, partition);
            if (!assigned || !cooperative || cells[at + POSITIONS + partition] == NOT_ASSIGNED) {
                cells[at + POSITIONS + partition] = (byte) (assigned ? TO_BE_FETCHED : NOT_ASSIGNED);
                cells[at + QUEUE + partition] = 0;
            }
        }
        cells[at + JOINED] = 1;
        cells[at + CURRENT] = 1;
    }

    /** Joins with nothing: a new consumer, or one that learns that the group went on without it. */
    void join() {
        Arrays.fill(cells, at + POSITIONS, at + BATCH, (byte) 0);
        cells[at + JOINED] = 1;
    }

    boolean needsOffset(int partition) {
        return cells[at + POSITIONS + partition] == TO_BE_FETCHED;
    }

    void seek(int partition, int offset) {
        cells[at + POSITIONS + partition] = (byte) (FIRST_OFFSET + offset);
    }

    /** resetToLastCommittedPositions: the offsets are asked for again, and what was polled ahead is dropped. */
    void rewind(boolean queueToo) {
        for (int partition = 0; partition < State.PARTITIONS; partition++) {
            if (cells[at + POSITIONS + partition] != NOT_ASSIGNED) {
                cells[at + POSITIONS + partition] = TO_BE_FETCHED;
            }
        }
        if (queueToo) {
            Arrays.fill(cells, at + QUEUE, at + QUEUE + State.PARTITIONS + 1, (byte) 0);
        }
    }

    boolean needsOffsets() {
        return State.anyPartition(this::needsOffset);
    }

    boolean canPoll() {
        return !hasPolled() && !needsOffsets() && State.anyPartition(this::hasNext);
    }

    private boolean hasNext(int partition) {
        var position = cells[at + POSITIONS + partition];
        return position >= FIRST_OFFSET && position < FIRST_OFFSET + State.end(partition);
    }

    /** One record of each partition at most, so that batches of one and of two records occur. */
    void poll() {
        State.eachPartition(this::hasNext, partition -> {
            cells[at + QUEUE + partition] = (byte) (cells[at + POSITIONS + partition]++ - FIRST_OFFSET + 1);
        });
        cells[at + QUEUE + State.PARTITIONS] = cells[at + CURRENT];
    }

    boolean hasPolled() {
        return State.anyPartition(partition -> cells[at + QUEUE + partition] != 0);
    }

    // ---- the batch in work

    void take() {
        System.arraycopy(cells, at + QUEUE, cells, at + BATCH, State.PARTITIONS + 1);
        Arrays.fill(cells, at + QUEUE, at + BATCH, (byte) 0);
    }

    /** Whether the batch in work has a record of the partition. */
    boolean holds(int partition) {
        return cells[at + BATCH + partition] != 0;
    }

    int offset(int partition) {
        return cells[at + BATCH + partition] - 1;
    }

    /** Whether the batch was polled in the group's present generation. */
    boolean hasCurrentBatch() {
        return cells[at + BATCH + State.PARTITIONS] == 1;
    }

    void emit(int partition) {
        cells[at + EMITTED + partition] = 1;
    }

    boolean emits(int partition) {
        return cells[at + EMITTED + partition] == 1;
    }

    /** The coordinates of the batch in work, as p0:0+p1:0. */
    String batch() {
        return coordinates(BATCH);
    }

    String polled() {
        return coordinates(QUEUE);
    }

    private String coordinates(int records) {
        return IntStream.range(0, State.PARTITIONS)
                .filter(partition -> cells[at + records + partition] != 0)
                .mapToObj(partition -> "p" + partition + ":" + (cells[at + records + partition] - 1))
                .collect(Collectors.joining("+"));
    }
}
