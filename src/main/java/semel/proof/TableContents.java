package semel.proof;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import semel.kafka.Coordinates;
import semel.order.Event;
import semel.order.EventId;
import semel.proof.History.InputEntry;

/** What the tables say, as a {@link History} tells it: the rows of one state. Each iteration reads again. */
public interface TableContents {
    /** The rows of {@code suppressed}. */
    Iterable<InputEntry> suppressed();

    /** The rows of {@code dead_letter}; with ids where they are known and may answer a request. */
    Iterable<LetterRow> deadLetters();

    /** The rows of {@code decision}. */
    Iterable<DecisionRow> decisions();

    /** Where the decisions stand that failed. */
    Iterable<Coordinates> failed();

    /** What intake wrote down and was decided since, with the coordinates of the record that was decided. */
    default Iterable<AcceptedRow> accepted() {
        return List.of();
    }

    /** The rows of {@code redrive}. */
    default Iterable<RedriveRow> redriven() {
        return List.of();
    }

    /** The rows of {@code progress}, how far they are decided. */
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

    /** Rows of which nothing can be made, with the reason, as far as they were met by now. */
    default Map<String, String> illegible() {
        return Map.of();
    }

    /** The rows of {@code processed_event}, each with its effect; and each effect without such a row. */
    Iterable<AppliedEvent> applied();

    /** The rows of {@code repeated_event}. */
    Iterable<RepeatedEvent> repeated();

    /** One for each product of {@code stock} or {@code inventory}. */
    Iterable<StockLevel> stock();

    /** Where the ledgers of products continue whose earlier movements were pruned. */
    default Iterable<Opening> openings() {
        return List.of();
    }

    /**
     * A row of {@code received}.
     *
     * @param at of the record that was decided
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
     * @param reason the policy's code where refused, what was thrown where failed, else null
     * @param movements for each line {@code number:balance}, by comma
     */
    record DecisionRow(UUID id, Coordinates at, String outcome, String reason, String movements, Instant decidedAt) {}

    /** A row of {@code redrive}. @param copy null while nobody knows of one */
    record RedriveRow(Coordinates at, Coordinates copy) {}

    /** A row of {@code progress} or {@code applied}: next offset of a partition, by its topic's id. */
    record OffsetRow(String topic, int partition, String named, long next) {}

    /**
     * @param at where the event stood when it was applied, null if the effect has no row in {@code processed_event}
     * @param effect what the table of its kind holds, null if there is no row
     * @param contradiction how the row contradicts itself, null if it does not
     */
    record AppliedEvent(EventId id, Coordinates at, Event effect, String contradiction) {
        AppliedEvent(EventId id, Coordinates at, Event effect) {
            this(id, at, effect, null);
        }
    }

    record RepeatedEvent(EventId id, Coordinates at) {}

    /** A product's last pruned movement: its ledger number and its balance. */
    record Opening(String product, long number, long balance) {}

    /** Pieces on hand and the highest ledger number, as decided and as applied; 0 where there is no row. */
    record StockLevel(String product, long decidedOnHand, long decidedNumber, long appliedOnHand, long appliedNumber) {}
}
