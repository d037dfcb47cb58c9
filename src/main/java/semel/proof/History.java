package semel.proof;

import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import semel.audit.Finding;
import semel.kafka.Coordinates;

/**
 * Everything that clients, topics and tables say, to be judged behind a cut. Nothing is held: each iteration reads again, and
 * what was said before the cut is the same each time. Gathered in this order: the outcomes that clients know; the inputs' ends,
 * which are the cut; once the decision's group is through, the outputs' last stable offsets; once the projection's group is
 * through, one snapshot of the tables.
 */
public interface History extends TableContents {
    List<InputPartition> inputs();

    List<OutputPartition> outputs();

    /** All requests for orders and receipts; those under one idempotency key follow each other, as they were made. */
    Iterable<ClientRequest> requests();

    /** The input's records in [first, cut), by offset. */
    Iterable<InputEntry> arrivals(InputPartition input);

    /** What a read_committed reader sees below the last stable offset, by offset. */
    Iterable<OutputRecord> committed(OutputPartition output);

    /** What a read_uncommitted reader sees below the last stable offset, by offset. */
    default Iterable<? extends LazyRecord> uncommitted(OutputPartition output) {
        return committed(output);
    }

    /** Called before each reading of all of it. */
    default void begin() {}

    /**
     * What a read_uncommitted reader sees of the input in [cut, noted): accepted before the cut, and not yet decided. Nothing is
     * known of it but that it is there.
     */
    default Iterable<InputEntry> underWay(InputPartition input) {
        return List.of();
    }

    /** What a read_uncommitted reader sees from the last stable offset on: held up by an open transaction, or part of it. */
    default Iterable<OutputRecord> heldUp(OutputPartition output) {
        return List.of();
    }

    /** Transactions that keep the pipeline from what was accepted before the cut, or its readers from what it published. */
    default List<Finding> open() {
        return List.of();
    }

    /**
     * What stood before the outputs' first offsets when it was applied, and was deleted since: as the tables tell it, from the input
     * that was decided. None where that is not known.
     */
    default Iterable<OutputRecord.PublishedEvent> deleted() {
        return List.of();
    }

    /** The partitions of input topics that were deleted: their topic goes by its id, and their records call it by its name. */
    default List<OffsetRow> former() {
        var today = inputs().stream().map(InputPartition::topic).toList();
        return StreamSupport.stream(decidedUpTo().spliterator(), false)
                .filter(row -> !today.contains(row.topic()))
                .toList();
    }

    /**
     * What is at or after the cut is not judged.
     *
     * @param holdsReceipts whether it belongs to the receipts' topic, not the orders'
     * @param first of the log, or where the group first stood
     * @param cut what stands before it is judged: the end when the cut was noted, or where the group stood then
     * @param noted the end when the cut was noted; beyond the cut where the group did not come so far in time
     * @param end the end when all was read: at rest, the cut
     * @param committed next offset of the decision's group
     * @param settled what was published stems from records before it: the committed offset, or no limit where a transaction is about
     *     to commit another one
     * @param decided {@code progress.decided_next}, or behind it where no record stands up to there
     * @param published {@code progress.published_next}
     */
    record InputPartition(
            String topic,
            int partition,
            boolean holdsReceipts,
            long first,
            long cut,
            long noted,
            long end,
            long committed,
            long settled,
            long decided,
            long published) {
        /** Of a topic that is gone: all of it is before the cut. */
        static InputPartition former(OffsetRow row, List<InputPartition> today) {
            var holdsReceipts =
                    today.stream().anyMatch(input -> input.holdsReceipts && input.topic.equals(row.named()));
            return new InputPartition(
                    row.topic(),
                    row.partition(),
                    holdsReceipts,
                    0,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    0);
        }
    }

    /**
     * @param holdsLetters whether it belongs to the dead letters' topic
     * @param first of the log: what stood before it was deleted
     * @param applied next offset of the projection's group; of no meaning for dead letters, which it does not read
     */
    record OutputPartition(
            String topic,
            int partition,
            boolean holdsLetters,
            long first,
            long lastStable,
            long highWatermark,
            long applied) {}

    /** A record of an output topic that is read only where it matters: nearly each one is known from the other view. */
    interface LazyRecord {
        long offset();

        OutputRecord published();
    }

    /** What a client knows. Only what was acknowledged before the cut was noted is ACK; of what came later nothing is known. */
    enum ClientAnswer {
        ACK,
        REJECTED,
        /** Its key stands for another body. */
        KEY_REUSED,
        UNKNOWN
    }

    /**
     * A request with its final outcome.
     *
     * @param sequence null, or what its order carries too: then it is judged by this, not by its id
     * @param id the order's or receipt's, null if nobody knows it
     * @param key with the scope it is unique in, null if none was sent
     * @param fingerprint of the body
     */
    record ClientRequest(
            OutputRecord.Sequence sequence, UUID id, String key, String fingerprint, ClientAnswer answer) {}

    /**
     * @param id of the order or receipt, null if the record cannot be read
     * @param content hash of the record's key and value, 0 where only its coordinates matter
     * @param redriven of what dead record it is the copy, null if of none
     */
    record InputEntry(Coordinates at, UUID id, long content, Coordinates redriven) {
        InputEntry(Coordinates at, UUID id) {
            this(at, id, 0, null);
        }
    }
}
