package semel.order;

import java.util.OptionalLong;

/** The stock as the order's turn in the input sees it: earlier orders and receipts are already in. */
@FunctionalInterface
public interface Stock {
    /**
     * @return pieces on hand, 0 or more; empty for a product that never had a receipt
     */
    OptionalLong onHand(ProductId product);
}
