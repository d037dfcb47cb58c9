package semel.projection;

import java.util.Objects;
import semel.order.Event;
import semel.wire.Coordinates;

/**
 * An event, and where it stood.
 *
 * @param sentAt milliseconds since 1970, as its record says: in the transaction, a moment before that was committed
 */
record Arrival<E extends Event>(E event, Coordinates at, long sentAt) {
    Arrival {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(at, "at");
    }
}
