package semel.order;

import java.util.OptionalLong;

/** The stock when an order is decided: after all orders and receipts that were decided before it. */
@FunctionalInterface
public interface Stock {
    /** @return pieces on hand, 0 or more; empty for a product that never had a receipt */
    OptionalLong onHand(ProductId product);
}
