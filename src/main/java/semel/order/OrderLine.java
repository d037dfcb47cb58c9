package semel.order;

import java.util.Objects;

/** quantity in pieces, 1 to a million; unitPrice per piece, at most 10<sup>10</sup> minor units, such as cents. */
public record OrderLine(ProductId product, int quantity, Money unitPrice) {
    public static final int MAX_QUANTITY = 1_000_000;
    public static final long MAX_UNIT_PRICE = 10_000_000_000L;

    public OrderLine {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(unitPrice, "unitPrice");
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw new IllegalArgumentException(
                    "quantity of " + product.value() + " must be 1 to " + MAX_QUANTITY + ", was " + quantity);
        }
        if (unitPrice.minorUnits() > MAX_UNIT_PRICE) {
            throw new IllegalArgumentException("unitPrice of " + product.value() + " must be at most " + MAX_UNIT_PRICE
                    + ", was " + unitPrice.minorUnits());
        }
    }

    Money price() {
        return unitPrice.times(quantity);
    }
}
