package semel.projection;

import java.util.EnumMap;
import java.util.Map;
import semel.order.EventId;

/**
 * Counts what one attempt to apply a batch wrote: fresh events (applied), repeated ones (had been applied before), quarantined records.
 * Valid only after its transaction has committed.
 */
final class WrittenRows {
    private final Map<EventId.Kind, Long> fresh = new EnumMap<>(EventId.Kind.class);
    private int repeated;
    private int quarantined;

    void addFresh(EventId.Kind kind, long events) {
        fresh.merge(kind, events, Long::sum);
    }

    void addRepeated(Integer events) {
        repeated += events;
    }

    void addQuarantined(Integer records) {
        quarantined += records;
    }

    long fresh(EventId.Kind kind) {
        return fresh.getOrDefault(kind, 0L);
    }

    int repeated() {
        return repeated;
    }

    int quarantined() {
        return quarantined;
    }
}
