package semel.decision;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import semel.kafka.Coordinates;
import semel.order.ProductId;

/**
 * A batch, decided: what has to be stored and what has to be emitted. Each delivery stands in exactly one of settled,
 * duplicates and undecidable.
 *
 * @param settled to emit, in batch order
 * @param duplicates to remember as suppressed
 * @param undecidable to emit as dead letters
 * @param stock the products that moved, after the batch
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
     * @param fresh whether it was taken now and is not stored yet
     * @param failedAt where the failed decision stands that it takes the place of, null if none
     */
    record Settled(Delivery delivery, Decision decision, boolean fresh, Coordinates failedAt) {
        boolean isFailed() {
            return decision.outcome() == Decision.StoredOutcome.FAILED;
        }

        /** Of a failed one. */
        DeadDelivery letter() {
            return new DeadDelivery(delivery, DeadLetters.POLICY_FAILED, decision.reason());
        }
    }

    /** A delivery that becomes a dead letter, and why; the same at each redelivery. */
    record DeadDelivery(Delivery delivery, String reason, String detail) {}

    /** Those that are not stored yet, or may not be. */
    List<DeadDelivery> letters() {
        return Stream.concat(undecidable.stream(), failed().stream().map(Settled::letter))
                .toList();
    }

    /** Fresh ones over which the policy threw, in batch order. */
    List<Settled> failed() {
        return fresh().stream().filter(Settled::isFailed).toList();
    }

    List<Settled> fresh() {
        return settled.stream().filter(Settled::fresh).toList();
    }
}
