package semel.order;

import java.time.Instant;
import java.util.Objects;

/** A delivery of goods, the only source of stock: quantity in pieces, 1 to a billion. */
public record Receipt(ReceiptId id, ProductId product, int quantity, Instant acceptedAt) {
    public static final int MAX_QUANTITY = 1_000_000_000;

    public Receipt {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(acceptedAt, "acceptedAt");
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw new IllegalArgumentException(
                    "quantity of " + product.value() + " must be 1 to " + MAX_QUANTITY + ", was " + quantity);
        }
    }
}
