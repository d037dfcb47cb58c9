package semel.decision;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import semel.kafka.Coordinates;
import semel.order.ProductId;

/**
 * The outcome of a batch: what to store and what to publish. Each delivery is in exactly one of settled, duplicates and undecidable.
 *
 * @param settled to publish, in batch order
 * @param duplicates to store as suppressed
 * @param undecidable to publish as dead letters
 * @param stock after the batch, of the products whose stock changed
 * @param failure what the first fresh failed decision threw, null if none failed
 */
record Decided(
        List<Settled> settled,
        List<Delivery> duplicates,
        List<DeadDelivery> undecidable,
        Map<ProductId, LockedStock.Level> stock,
        Throwable failure) {
    /**
     * A delivery and its decision.
     *
     * @param fresh whether the decision is new, so that it is not stored yet
     * @param failedAt coordinates of the failed decision that this one replaces, null if none
     */
    record Settled(Delivery delivery, Decision decision, boolean fresh, Coordinates failedAt) {
        boolean isFailed() {
            return decision.outcome() == Decision.StoredOutcome.FAILED;
        }

        /** The dead letter of a failed decision. */
        DeadDelivery letter() {
            return new DeadDelivery(delivery, DeadLetters.POLICY_FAILED, decision.reason());
        }
    }

    /** A delivery that becomes a dead letter, and why. Each redelivery gives the same letter. */
    record DeadDelivery(Delivery delivery, String reason, String detail) {}

    /** The dead letters to store; those of undecidable records may be stored already. */
    List<DeadDelivery> letters() {
        return Stream.concat(undecidable.stream(), failed().stream().map(Settled::letter))
                .toList();
    }

    /** The fresh decisions that failed, in batch order. */
    List<Settled> failed() {
        return fresh().stream().filter(Settled::isFailed).toList();
    }

    List<Settled> fresh() {
        return settled.stream().filter(Settled::fresh).toList();
    }
}
