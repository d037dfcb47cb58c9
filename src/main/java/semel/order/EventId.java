package semel.order;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Identifies an event; an event that is published again has the same id.
 *
 * @param subject the id of the order or receipt
 * @param line for a stock movement of an order, the index of the order line, from 0; else 0
 */
public record EventId(UUID subject, Kind kind, int line) {
    /**
     * The kinds, each with a topic of its own. Kafka records contain {@code text}, the database {@code code}: append kinds, never
     * change these.
     */
    public enum Kind {
        ORDER("order", 1, "orders", true),
        INVENTORY("inventory", 2, "inventory", true),
        NOTIFICATION("notification", 3, "notifications", true);

        private final String text;
        private final int code;
        private final String topic;
        private final boolean isApplied;

        Kind(String text, int code, String topic, boolean isApplied) {
            this.text = text;
            this.code = code;
            this.topic = topic;
            this.isApplied = isApplied;
        }

        public int code() {
            return code;
        }

        /** The name of its topic, without the prefix. */
        public String topic() {
            return topic;
        }

        /** Whether the projection applies it to the database; else it is only published. */
        public boolean isApplied() {
            return isApplied;
        }

        /** The kinds that the projection applies. */
        public static List<Kind> applied() {
            return Arrays.stream(values()).filter(Kind::isApplied).toList();
        }

        /** The kind of this code; fails if there is none. */
        public static Kind of(int code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code == code)
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException("no kind of event has the code " + code));
        }
    }

    public EventId {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(kind, "kind");
        if (line < 0) {
            throw new IllegalArgumentException("line must be 0 or more, was " + line);
        }
    }

    /** As in the header {@code ce_id}: {@code <subject>/<kind>/<line>}. */
    @Override
    public String toString() {
        return subject + "/" + kind.text + "/" + line;
    }
}
