package semel.projection;

import java.util.Objects;
import semel.order.Event;
import semel.wire.Coordinates;

/** An event, and where it stood. */
record Arrival<E extends Event>(E event, Coordinates at) {
    Arrival {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(at, "at");
    }
}
