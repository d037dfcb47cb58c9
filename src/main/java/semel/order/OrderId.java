package semel.order;

import java.util.Objects;
import java.util.UUID;

/** Which order: a UUIDv7 when intake made it, so ids sort by time; any UUID is accepted from other writers. */
public record OrderId(UUID value) {
    public OrderId {
        Objects.requireNonNull(value, "orderId");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
