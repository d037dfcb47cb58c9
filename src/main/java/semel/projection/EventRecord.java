package semel.projection;

import java.util.Objects;
import semel.kafka.Coordinates;
import semel.order.Event;

/**
 * An event, and where it stood.
 *
 * @param sentAt milliseconds since 1970, as its record says: in the transaction, a moment before that was committed
 */
record EventRecord<E extends Event>(E event, Coordinates at, long sentAt) {
    EventRecord {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(at, "at");
    }
}
