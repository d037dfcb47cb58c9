package semel.order;

import java.util.OptionalLong;

/** The stock at the order's place in the input: with all earlier orders and receipts, without later ones. */
@FunctionalInterface
public interface Stock {
    /** @return pieces on hand, 0 or more; empty for a product that never had a receipt */
    OptionalLong onHand(ProductId product);
}
