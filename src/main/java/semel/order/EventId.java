package semel.order;

import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

/** Identifies an event, the same at every re-emission: its order or receipt, its kind, and its line (0 if there is only one). */
public record EventId(UUID subject, Kind kind, int line) {
    /** The kinds. Kafka records contain the names, the database the codes: append kinds, never rename or renumber them. */
    public enum Kind {
        ORDER("order", 1),
        INVENTORY("inventory", 2),
        NOTIFICATION("notification", 3);

        private final String text;
        private final int code;

        Kind(String text, int code) {
            this.text = text;
            this.code = code;
        }

        public int code() {
            return code;
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
