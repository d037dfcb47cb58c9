package semel.order;

/** Identifies a customer: 1 to 64 ASCII letters, digits, {@code . _ -}. */
public record CustomerId(String value) {
    public CustomerId {
        Identifier.require("customerId", value);
    }
}
