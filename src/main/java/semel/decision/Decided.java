package semel.decision;

import java.util.List;
import java.util.Map;
import semel.order.ProductId;

/**
 * A batch, decided: what has to be stored and what has to be emitted. Each delivery stands in exactly one of settled,
 * duplicates and unreadable.
 *
 * @param settled to emit, in batch order
 * @param duplicates to remember as suppressed
 * @param unreadable to emit as dead letters
 * @param stock the products that moved, after the batch
 */
record Decided(
        List<Settled> settled,
        List<Delivery> duplicates,
        List<Delivery> unreadable,
        Map<ProductId, Ledger.Level> stock) {
    /** A delivery and its decision; fresh if it was taken now and is not stored yet. */
    record Settled(Delivery delivery, Decision decision, boolean fresh) {}

    List<Settled> fresh() {
        return settled.stream().filter(Settled::fresh).toList();
    }
}
