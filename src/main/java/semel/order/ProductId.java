package semel.order;

/** Identifies a product: 1 to 64 ASCII letters, digits, {@code . _ -}. */
public record ProductId(String value) implements Comparable<ProductId> {
    public ProductId {
        Identifier.require("productId", value);
    }

    @Override
    public int compareTo(ProductId other) {
        return value.compareTo(other.value);
    }
}
