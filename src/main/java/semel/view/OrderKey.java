package semel.view;

import java.util.UUID;

/** Parses an order's id that a client sent. */
final class OrderKey {
    private OrderKey() {}

    /** Throws IllegalArgumentException for any but the canonical spelling: UUID.fromString accepts "1-1-1-1-1" too. */
    static UUID of(String text) {
        var id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("an order id has one spelling");
        }
        return id;
    }
}
