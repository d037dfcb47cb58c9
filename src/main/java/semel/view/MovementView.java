package semel.view;

import java.time.Instant;
import java.util.UUID;

/**
 * Shows a change of a product's stock to operators.
 *
 * @param number consecutive within the product: 1, 2, 3, …
 * @param change pieces; positive for a receipt, negative for an order
 * @param balance pieces on hand after it, as decided
 * @param subject the order or receipt
 */
public record MovementView(long number, long change, long balance, UUID subject, Instant decidedAt) {
    static MovementView of(StockMovement movement) {
        return new MovementView(
                movement.number, movement.change, movement.balance, movement.subject, movement.decidedAt);
    }
}
