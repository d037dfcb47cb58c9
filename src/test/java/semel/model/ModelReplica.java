package semel.model;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Models a process: the state of its consumer, the queue polled ahead, the batch in work, and the rest of the poll that the batch
 * is a part of. Queue, batch and rest are sets of offsets for each partition.
 */
final class ModelReplica {
    /** Progress of the batch in work. */
    enum Phase {
        IDLE,
        /** The claims are read, and the database transaction is open. */
        CLAIMED,
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
    private static final int QUEUE = POSITIONS + ModelState.PARTITIONS;
    private static final int REST = QUEUE + ModelState.PARTITIONS + 1;
    private static final int BATCH = REST + ModelState.PARTITIONS + 1;
    private static final int EMITTED = BATCH + ModelState.PARTITIONS + 1;
    static final int CELLS = EMITTED + ModelState.PARTITIONS;

    private final byte[] cells;
    private final int at;
    private final int number;
    private final ModelInput input;

    ModelReplica(byte[] cells, int at, int number, ModelInput input) {
        this.cells = cells;
        this.at = at;
        this.number = number;
        this.input = input;
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

    /** Loses everything in memory. */
    void die() {
        Arrays.fill(cells, at, at + CELLS, (byte) 0);
        become(Phase.DEAD);
    }

    // ---- the consumer

    boolean hasJoined() {
        return cells[at + JOINED] == 1;
    }

    /** Whether the consumer knows the group's current generation. */
    boolean isCurrent() {
        return cells[at + CURRENT] == 1;
    }

    void outdate() {
        cells[at + CURRENT] = 0;
        cells[at + QUEUE + ModelState.PARTITIONS] = 0;
        cells[at + REST + ModelState.PARTITIONS] = 0;
        cells[at + BATCH + ModelState.PARTITIONS] = 0;
    }

    /**
     * Takes part in a rebalance: revoked partitions lose their position.
     *
     * @param dropsQueue whether they also lose their part of the queue
     */
    void adopt(ModelBroker broker, boolean cooperative, boolean dropsQueue) {
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            var assigned = broker.isAssigned(number, partition);
            if (!assigned || !cooperative || cells[at + POSITIONS + partition] == NOT_ASSIGNED) {
                cells[at + POSITIONS + partition] = (byte) (assigned ? TO_BE_FETCHED : NOT_ASSIGNED);
                if (dropsQueue) {
                    cells[at + QUEUE + partition] = 0;
                }
            }
        }
        cells[at + JOINED] = 1;
        cells[at + CURRENT] = 1;
    }

    /** Joins without positions: a new consumer, or one that learns that it was expelled. */
    void join(boolean dropsQueue) {
        Arrays.fill(cells, at + POSITIONS, at + (dropsQueue ? REST : QUEUE), (byte) 0);
        cells[at + JOINED] = 1;
    }

    boolean needsOffset(int partition) {
        return cells[at + POSITIONS + partition] == TO_BE_FETCHED;
    }

    void seek(int partition, int offset) {
        cells[at + POSITIONS + partition] = (byte) (FIRST_OFFSET + offset);
    }

    /** resetToLastCommittedPositions: fetches the offsets again and drops the queue. */
    void rewind(boolean queueToo) {
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            if (cells[at + POSITIONS + partition] != NOT_ASSIGNED) {
                cells[at + POSITIONS + partition] = TO_BE_FETCHED;
            }
        }
        if (queueToo) {
            Arrays.fill(cells, at + QUEUE, at + QUEUE + ModelState.PARTITIONS + 1, (byte) 0);
        }
    }

    boolean needsOffsets() {
        return ModelState.anyPartition(this::needsOffset);
    }

    boolean canPoll() {
        return !needsOffsets() && ModelState.anyPartition(this::hasNext);
    }

    private boolean hasNext(int partition) {
        return input.has(partition, position(partition));
    }

    /** Polls at most one record of each partition, so that batches of one and of two records occur. */
    void poll() {
        ModelState.eachPartition(this::hasNext, this::pollOne);
        cells[at + QUEUE + ModelState.PARTITIONS] = cells[at + CURRENT];
    }

    /** Whether {@link #pollAll} takes more records than {@link #poll}. */
    boolean canPollMore() {
        return canPoll()
                && ModelState.anyPartition(
                        partition -> hasNext(partition) && input.has(partition, position(partition) + 1));
    }

    void pollAll() {
        ModelState.eachPartition(this::hasNext, partition -> {
            while (hasNext(partition)) {
                pollOne(partition);
            }
        });
        cells[at + QUEUE + ModelState.PARTITIONS] = cells[at + CURRENT];
    }

    private void pollOne(int partition) {
        cells[at + QUEUE + partition] |= (byte) (1 << position(partition));
        cells[at + POSITIONS + partition]++;
    }

    private int position(int partition) {
        return cells[at + POSITIONS + partition] - FIRST_OFFSET;
    }

    boolean hasPolled() {
        return ModelState.anyPartition(this::hasPolled);
    }

    boolean hasPolled(int partition) {
        return cells[at + QUEUE + partition] != 0;
    }

    /** Whether the queue was polled in the group's current generation. */
    boolean hasCurrentQueue() {
        return cells[at + QUEUE + ModelState.PARTITIONS] == 1;
    }

    boolean hasPolledSeveral() {
        var records = 0;
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            records += Integer.bitCount(cells[at + QUEUE + partition]);
        }
        return records > 1;
    }

    // ---- the batch in work

    void take() {
        move(QUEUE, BATCH);
    }

    /** Takes the first record of the poll; the others become the rest. */
    void takePart() {
        move(QUEUE, REST);
        cells[at + BATCH + ModelState.PARTITIONS] = cells[at + REST + ModelState.PARTITIONS];
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            var first = Integer.lowestOneBit(cells[at + REST + partition]);
            if (first != 0) {
                cells[at + REST + partition] ^= (byte) first;
                cells[at + BATCH + partition] = (byte) first;
                return;
            }
        }
    }

    void takeRest() {
        move(REST, BATCH);
    }

    boolean hasRest() {
        return ModelState.anyPartition(partition -> cells[at + REST + partition] != 0);
    }

    void dropRest() {
        Arrays.fill(cells, at + REST, at + BATCH, (byte) 0);
    }

    private void move(int from, int to) {
        System.arraycopy(cells, at + from, cells, at + to, ModelState.PARTITIONS + 1);
        Arrays.fill(cells, at + from, at + from + ModelState.PARTITIONS + 1, (byte) 0);
    }

    /** Whether the batch in work has a record of the partition. */
    boolean holds(int partition) {
        return cells[at + BATCH + partition] != 0;
    }

    /** First offset of the partition in the batch. */
    int first(int partition) {
        return Integer.numberOfTrailingZeros(cells[at + BATCH + partition]);
    }

    /** Offset after the partition's records in the batch. */
    int next(int partition) {
        return behind(cells[at + BATCH + partition]);
    }

    /** Offset after the partition's records in the poll, including later parts. */
    int nextOfPoll(int partition) {
        return behind(cells[at + BATCH + partition] | cells[at + REST + partition]);
    }

    /** Whether the partition has a record in the batch or in a later part of its poll. */
    boolean holdsInPoll(int partition) {
        return holds(partition) || cells[at + REST + partition] != 0;
    }

    private static int behind(int offsets) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(offsets);
    }

    boolean holds(int partition, int offset) {
        return (cells[at + BATCH + partition] >> offset & 1) == 1;
    }

    /** Whether the batch was polled in the group's current generation. */
    boolean hasCurrentBatch() {
        return cells[at + BATCH + ModelState.PARTITIONS] == 1;
    }

    void emit(int partition, int offset) {
        cells[at + EMITTED + partition] |= (byte) (1 << offset);
    }

    /** As {@link #emit}, for a record whose decision is yet to be stored. */
    void emitFresh(int partition, int offset) {
        emit(partition, offset);
        cells[at + EMITTED + partition] |= (byte) (1 << ModelState.RECORDS + offset);
    }

    boolean isFresh(int partition, int offset) {
        return (cells[at + EMITTED + partition] >> ModelState.RECORDS + offset & 1) == 1;
    }

    void haveStored() {
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            cells[at + EMITTED + partition] &= (byte) ((1 << ModelState.RECORDS) - 1);
        }
    }

    boolean emits(int partition, int offset) {
        return (cells[at + EMITTED + partition] >> offset & 1) == 1;
    }

    /** The coordinates of the batch in work, as p0:0+p1:0. */
    String batch() {
        return coordinates(BATCH);
    }

    String polled() {
        return coordinates(QUEUE);
    }

    String rest() {
        return coordinates(REST);
    }

    private String coordinates(int records) {
        return IntStream.range(0, ModelState.PARTITIONS)
                .boxed()
                .flatMap(partition -> IntStream.range(0, ModelState.RECORDS)
                        .filter(offset -> (cells[at + records + partition] >> offset & 1) == 1)
                        .mapToObj(offset -> "p" + partition + ":" + offset))
                .collect(Collectors.joining("+"));
    }
}
