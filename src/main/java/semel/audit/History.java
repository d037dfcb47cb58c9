package semel.audit;

import java.util.List;
import java.util.UUID;
import semel.order.Event;
import semel.order.EventId;
import semel.order.ProductId;
import semel.wire.Coordinates;

/**
 * Everything that clients, topics and tables say, to be judged behind a cut. Nothing is held: each iteration reads again, and
 * what was said before the cut is the same each time. Gathered in this order: the outcomes that clients know; the inputs' ends,
 * which are the cut; once the decision's group is through, the outputs' last stable offsets; once the projection's group is
 * through, one snapshot of the tables.
 */
public interface History {
    List<InputPartition> inputs();

    List<OutputPartition> outputs();

    /** All requests for orders and receipts; those under one idempotency key follow each other, as they were made. */
    Iterable<Request> requests();

    /** The input's records in [first, cut), by offset. */
    Iterable<Arrival> arrivals(InputPartition input);

    /** What a read_committed reader sees below the last stable offset, by offset. */
    Iterable<Published> committed(OutputPartition output);

    /** What a read_uncommitted reader sees below the last stable offset, by offset. */
    default Iterable<Published> uncommitted(OutputPartition output) {
        return committed(output);
    }

    /** The rows of {@code suppressed}. */
    Iterable<Arrival> suppressed();

    /** The rows of {@code dead_letter}, without ids. */
    Iterable<Coordinates> deadLetters();

    /** The rows of {@code processed_event}, each with its effect; and each effect without such a row. */
    Iterable<Applied> applied();

    /** The rows of {@code repeated_event}. */
    Iterable<Repeated> repeated();

    /** One for each product of {@code stock} or {@code inventory}. */
    Iterable<StockLevel> stock();

    /**
     * What is at or after the cut is not judged.
     *
     * @param holdsReceipts whether it belongs to the receipts' topic, not the orders'
     * @param first of the log, or where the group first stood
     * @param cut the end when the cut was noted
     * @param end the end when all was read: at rest, the cut
     * @param committed next offset of the decision's group
     * @param decided {@code progress.decided_next}
     * @param published {@code progress.published_next}
     */
    record InputPartition(
            String topic,
            int partition,
            boolean holdsReceipts,
            long first,
            long cut,
            long end,
            long committed,
            long decided,
            long published) {}

    /** @param applied next offset of the projection's group; of no meaning for dead letters, which it does not read */
    record OutputPartition(String topic, int partition, long lastStable, long highWatermark, long applied) {}

    /** What a client knows. Only what was acknowledged before the cut was noted is ACK; of what came later nothing is known. */
    enum Answer {
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
    record Request(Published.Sequence sequence, UUID id, String key, String fingerprint, Answer answer) {}

    /** @param id of the order or receipt, null if the record cannot be read */
    record Arrival(Coordinates at, UUID id) {}

    /**
     * @param at where the event stood when it was applied, null if the effect has no row in {@code processed_event}
     * @param effect what the table of its kind holds, null if there is no row
     * @param total what the table holds beside the order's lines, in minor units; 0 where the effect is no order
     */
    record Applied(EventId id, Coordinates at, Event effect, long total) {
        /** With the total that follows from the effect. */
        Applied(EventId id, Coordinates at, Event effect) {
            this(id, at, effect, totalOf(effect));
        }

        private static long totalOf(Event effect) {
            return effect instanceof Event.OrderDecided decided
                    ? decided.order().total().minorUnits()
                    : 0;
        }

        /** Whether the total is the one that follows from the effect. */
        boolean adds() {
            return total == totalOf(effect);
        }
    }

    record Repeated(EventId id, Coordinates at) {}

    /** Pieces on hand and the highest ledger number, as decided and as applied; 0 where there is no row. */
    record StockLevel(
            ProductId product, long decidedOnHand, long decidedNumber, long appliedOnHand, long appliedNumber) {}
}
