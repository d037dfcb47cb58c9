package semel.order;

import java.util.Objects;
import java.util.UUID;

/** Identifies an order: a UUIDv7 if intake created it, so that ids sort by time; other writers may use any UUID. */
public record OrderId(UUID value) {
    public OrderId {
        Objects.requireNonNull(value, "orderId");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
