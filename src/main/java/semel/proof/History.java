package semel.proof;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import semel.audit.Finding;
import semel.kafka.Coordinates;

/**
 * Reads everything that clients, topics and tables have before a cut. Holds nothing in memory: each iteration reads again, and gives the
 * same before the cut. Gathered in this order: the outcomes that clients know; the inputs' ends, which are the cut; once the decision's
 * group has reached them, the outputs' last stable offsets; once the projection's group has reached those, one snapshot of the tables.
 */
public interface History extends TableContents {
    List<InputPartition> inputs();

    List<OutputPartition> outputs();

    /** All requests for orders and receipts; those with one idempotency key are adjacent, in the order they were made. */
    Iterable<ClientRequest> requests();

    /** The input's records in [first, cut), by offset. */
    Iterable<InputEntry> arrivals(InputPartition input);

    /** What a read_committed consumer sees below the last stable offset, by offset. */
    Iterable<OutputRecord> committed(OutputPartition output);

    /** What a read_uncommitted consumer sees below the last stable offset, by offset. */
    default Iterable<? extends LazyRecord> uncommitted(OutputPartition output) {
        return committed(output);
    }

    /** Called before each full reading. */
    default void begin() {}

    /**
     * What a read_uncommitted consumer sees of the input in [cut, noted): accepted before the cut, but not decided yet. Only its
     * existence is known.
     */
    default Iterable<InputEntry> underWay(InputPartition input) {
        return List.of();
    }

    /** What a read_uncommitted consumer sees from the last stable offset on: blocked by an open transaction, or part of it. */
    default Iterable<OutputRecord> heldUp(OutputPartition output) {
        return List.of();
    }

    /** Open transactions that block the pipeline before the cut, or the readers of its outputs. */
    default List<Finding> open() {
        return List.of();
    }

    /**
     * Events that were applied and that retention has since deleted from the outputs, as the tables have them. None if that is not known.
     */
    default Iterable<OutputRecord.PublishedEvent> deleted() {
        return List.of();
    }

    /** By order: how it differs from what was recorded when its customer was erased. */
    default Map<String, String> contradictedErasures() {
        return Map.of();
    }

    /** The partitions of deleted input topics: the topic is named by its id, and its records name it by its name. */
    default List<OffsetRow> former() {
        var today = inputs().stream().map(InputPartition::topic).toList();
        return StreamSupport.stream(decidedUpTo().spliterator(), false)
                .filter(row -> !today.contains(row.topic()))
                .toList();
    }

    /** The names of outputs that had a former topic: all its events are deleted, as by retention. */
    default Set<String> succeeding() {
        var today = outputs().stream().map(OutputPartition::topic).toList();
        return StreamSupport.stream(appliedUpTo().spliterator(), false)
                .filter(row -> !today.contains(row.topic()))
                .map(OffsetRow::named)
                .collect(Collectors.toSet());
    }

    /**
     * An input partition. Records at or after the cut are not judged.
     *
     * @param holdsReceipts whether it belongs to the receipts' topic, not the orders'
     * @param first the log's start, or the group's first offset
     * @param cut exclusive end of what is judged: the end when the cut was taken, or the group's offset then if that is lower
     * @param noted the end when the cut was taken; beyond the cut if the group did not reach it in time
     * @param end the end when everything was read; without traffic, the cut
     * @param committed next offset of the decision's group
     * @param settled exclusive end of the sources of what was published: the committed offset, or no limit if a transaction is about to
     *     commit another one
     * @param decided {@code progress.decided_next}, or a higher offset if no record is between
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
        /** A partition of a deleted topic: all of it is before the cut. */
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
     * An output partition.
     *
     * @param holdsLetters whether it belongs to the dead letters' topic
     * @param first the log's start; earlier records were deleted
     * @param applied next offset of the projection's group; without meaning for dead letters, which it does not read
     */
    record OutputPartition(
            String topic,
            int partition,
            boolean holdsLetters,
            long first,
            long lastStable,
            long highWatermark,
            long applied) {}

    /** A record of the uncommitted view. It is decoded only if needed, because nearly all are known from the committed view. */
    interface LazyRecord {
        long offset();

        OutputRecord published();
    }

    /** The outcome that a client knows. Only a request acknowledged before the cut is ACK; a later one is UNKNOWN. */
    enum ClientAnswer {
        ACK,
        REJECTED,
        /** Refused, because its key belongs to another body. */
        KEY_REUSED,
        UNKNOWN
    }

    /**
     * A request with its final outcome.
     *
     * @param sequence null, or the sequence that its order carries too: then it is matched by this, not by its id
     * @param id of the order or receipt, null if unknown
     * @param key the idempotency key with the scope it is unique in, null if none was sent
     * @param fingerprint of the body
     */
    record ClientRequest(
            OutputRecord.Sequence sequence, UUID id, String key, String fingerprint, ClientAnswer answer) {}

    /**
     * An input record.
     *
     * @param id of the order or receipt, null if the record cannot be read
     * @param content hash of the record's key and value, 0 if only its coordinates matter
     * @param redriven the dead record of which it is a copy, null if it is none
     */
    record InputEntry(Coordinates at, UUID id, long content, Coordinates redriven) {
        InputEntry(Coordinates at, UUID id) {
            this(at, id, 0, null);
        }
    }
}
