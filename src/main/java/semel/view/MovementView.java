package semel.view;

import java.time.Instant;
import java.util.UUID;

/**
 * A change of a product's stock as clients see it.
 *
 * @param number of the product's ledger: 1, 2, 3, …
 * @param change pieces that came (a receipt) or went (an order)
 * @param balance pieces on hand after it, as decided
 * @param subject the order or receipt
 */
public record MovementView(long number, long change, long balance, UUID subject, Instant decidedAt) {
    static MovementView of(StockMovement movement) {
        return new MovementView(
                movement.number, movement.change, movement.balance, movement.subject, movement.decidedAt);
    }
}
