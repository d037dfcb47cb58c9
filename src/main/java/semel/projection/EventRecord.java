package semel.projection;

import java.util.Objects;
import semel.kafka.Coordinates;
import semel.order.Event;

/**
 * An event, and the coordinates of its record.
 *
 * @param sentAt timestamp of the record, milliseconds since 1970: shortly before its transaction was committed
 */
record EventRecord<E extends Event>(E event, Coordinates at, long sentAt) {
    EventRecord {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(at, "at");
    }
}
