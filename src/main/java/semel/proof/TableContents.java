package semel.proof;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import semel.kafka.Coordinates;
import semel.order.Event;
import semel.order.EventId;
import semel.proof.History.InputEntry;

/** Reads the rows of one snapshot of the tables, for a {@link History}. Each iteration reads again. */
public interface TableContents {
    /** The rows of {@code suppressed}. */
    Iterable<InputEntry> suppressed();

    /** The rows of {@code dead_letter}; with the id if it is known and the dead letter may answer a request. */
    Iterable<LetterRow> deadLetters();

    /** The rows of {@code decision}. */
    Iterable<DecisionRow> decisions();

    /** The coordinates of failed decisions. */
    Iterable<Coordinates> failed();

    /** The decided rows of {@code received}, with the coordinates of the decided record. */
    default Iterable<AcceptedRow> accepted() {
        return List.of();
    }

    /** The rows of {@code redrive}. */
    default Iterable<RedriveRow> redriven() {
        return List.of();
    }

    /** The rows of {@code progress}, with the next offset to be decided. */
    default Iterable<OffsetRow> decidedUpTo() {
        return List.of();
    }

    /** The rows of {@code applied}. */
    default Iterable<OffsetRow> appliedUpTo() {
        return List.of();
    }

    /** The rows of {@code quarantine}, with the hash of their records. */
    default Iterable<InputEntry> quarantined() {
        return List.of();
    }

    /** The reasons why rows read so far were unreadable, by row. */
    default Map<String, String> illegible() {
        return Map.of();
    }

    /** The rows of {@code processed_event}, each with its effect; and each effect without such a row. */
    Iterable<AppliedEvent> applied();

    /** The rows of {@code repeated_event}. */
    Iterable<RepeatedEvent> repeated();

    /** The stock of each product that has a row in {@code stock} or {@code inventory}. */
    Iterable<StockLevel> stock();

    /** The last pruned movement of each product: its ledger continues there. */
    default Iterable<Opening> openings() {
        return List.of();
    }

    /**
     * A row of {@code received}.
     *
     * @param at coordinates of the decided record
     * @param content hash of the record as it was sent
     * @param isFingerprinted whether its fingerprint is that of its record
     */
    record AcceptedRow(Coordinates at, UUID id, long content, boolean isFingerprinted) {}

    /** A row of {@code dead_letter}. */
    record LetterRow(Coordinates at, UUID id, String reason) {}

    /**
     * A row of {@code decision}.
     *
     * @param outcome FULFILLED, REFUSED, RECEIVED or FAILED
     * @param reason REFUSED: the policy's code; FAILED: what the policy threw; else null
     * @param movements {@code number:balance} for each line, separated by commas
     */
    record DecisionRow(UUID id, Coordinates at, String outcome, String reason, String movements, Instant decidedAt) {}

    /** A row of {@code redrive}. @param copy null while it is not known */
    record RedriveRow(Coordinates at, Coordinates copy) {}

    /**
     * A row of {@code progress} or {@code applied}: the next offset of a partition.
     *
     * @param topic the topic with the row's topic id
     * @param named the topic's name in the row; another name than {@code topic} is a finding
     */
    record OffsetRow(String topic, int partition, String named, long next) {}

    /**
     * @param at the event's coordinates when it was applied, null if the effect has no row in {@code processed_event}
     * @param effect the event as its effect's table has it, null if there is no row
     * @param contradiction how the row contradicts itself, null if it does not
     */
    record AppliedEvent(EventId id, Coordinates at, Event effect, String contradiction) {
        AppliedEvent(EventId id, Coordinates at, Event effect) {
            this(id, at, effect, null);
        }
    }

    /** @param at coordinates of the repeated record */
    record RepeatedEvent(EventId id, Coordinates at) {}

    /** A product's last pruned movement: its number in the ledger, and the balance after it, in pieces. */
    record Opening(String product, long number, long balance) {}

    /** Pieces on hand and the highest movement number, as decided and as applied; 0 without a row. */
    record StockLevel(String product, long decidedOnHand, long decidedNumber, long appliedOnHand, long appliedNumber) {}
}
