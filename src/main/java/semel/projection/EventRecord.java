package semel.projection;

import java.util.Objects;
import semel.kafka.Coordinates;
import semel.order.Event;

/**
 * An event, and the coordinates of its record.
 *
 * @param sentAt timestamp of the record, milliseconds since 1970: shortly before its transaction was committed
 */
record EventRecord(Event event, Coordinates at, long sentAt) {
    EventRecord {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(at, "at");
    }

    /** @return a statement whose first columns are the event's subject and line, and the record's partition and offset */
    static BatchStatement<EventRecord> identified(String sql) {
        return BatchStatement.<EventRecord>of(sql)
                .with(record -> record.event().id().subject())
                .with(record -> record.event().id().line())
                .with(record -> record.at().partition())
                .with(record -> record.at().offset());
    }
}
