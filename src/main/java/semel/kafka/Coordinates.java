package semel.kafka;

import java.util.Objects;
import java.util.Optional;

/** Identifies a record by topic, partition and offset. Events are identified by {@link semel.order.EventId}. */
public record Coordinates(String topic, int partition, long offset) {
    public Coordinates {
        Objects.requireNonNull(topic, "topic");
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must be 0 or more, were " + partition + ", " + offset);
        }
    }

    /** @return the coordinates that {@link #toString} wrote; empty for any other text */
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

    /** @return the same partition and offset in another topic */
    public Coordinates in(String other) {
        return new Coordinates(other, partition, offset);
    }

    /** {@code topic:partition:offset}, as in the header {@code src}. */
    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
