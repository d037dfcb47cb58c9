package semel.decision;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A decision on an order or receipt, as it is stored. Together with the input record it gives the same events at every emission.
 *
 * @param id of the order or receipt
 * @param reason the policy's code if refused, the class of what was thrown if failed, else null
 * @param movements one for each line of a fulfilled order, one for a receipt, else none
 * @param at when it was decided, to the microsecond
 */
record Decision(UUID id, StoredOutcome outcome, String reason, List<Movement> movements, Instant at) {
    enum StoredOutcome {
        FULFILLED,
        REFUSED,
        /** A receipt went into stock. */
        RECEIVED,
        /** The policy threw, or fulfilled an order without enough stock; the record becomes a dead letter. */
        FAILED
    }

    Decision {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(at, "at");
        movements = List.copyOf(movements);
    }

    String movementsText() {
        return movements.stream().map(Movement::toString).collect(Collectors.joining(","));
    }

    static List<Movement> parseMovements(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Movement::parse).toList();
    }
}
