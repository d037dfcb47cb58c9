package semel.kafka;

import java.util.Objects;
import java.util.Optional;

/** Where a record stands: the identity of a delivery, as the event id is the identity of an event. */
public record Coordinates(String topic, int partition, long offset) {
    public Coordinates {
        Objects.requireNonNull(topic, "topic");
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must be 0 or more, were " + partition + ", " + offset);
        }
    }

    /** @return what {@link #toString} gave; empty where it is something else */
    public static Optional<Coordinates> parse(String text) {
        var parts = text.split(":", -1);
        try {
            return parts.length == 3
                    ? Optional.of(new Coordinates(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2])))
                    : Optional.empty();
        } catch (IllegalArgumentException noCoordinates) {
            return Optional.empty();
        }
    }

    /** The same place in another topic. */
    public Coordinates in(String other) {
        return new Coordinates(other, partition, offset);
    }

    /** As in the header {@code src}: {@code topic:partition:offset}. */
    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
