package semel.view;

import java.util.UUID;

/** An order's id as clients write it. */
final class OrderKey {
    private OrderKey() {}

    /** @return the id; throws IllegalArgumentException where intake never gives it so: UUID.fromString would take "1-1-1-1-1" too */
    static UUID of(String text) {
        var id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("an order id has one spelling");
        }
        return id;
    }
}
