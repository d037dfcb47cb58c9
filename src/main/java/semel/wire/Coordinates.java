package semel.wire;

import java.util.Objects;

/** Where a record stands: the identity of a delivery, as the event id is the identity of an event. */
public record Coordinates(String topic, int partition, long offset) {
    public Coordinates {
        Objects.requireNonNull(topic, "topic");
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must be 0 or more, were " + partition + ", " + offset);
        }
    }

    /** As in the header {@code src}: {@code topic:partition:offset}. */
    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
