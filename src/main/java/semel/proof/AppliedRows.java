package semel.proof;

import java.util.List;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;

/** Lists how the events of each kind that is applied are read from their table. */
final class AppliedRows {
    static final List<EventRows<?>> KINDS =
            List.of(new CustomerOrderRows(), new InventoryMovementRows(), new NotificationRows());

    private AppliedRows() {}

    /** Reads one kind after the other. */
    static Iterable<History.AppliedEvent> read(
            TopicsConfig topics, AppliedTopics former, QueryRows.TableSnapshot state) {
        return new Concatenation<>(
                KINDS.stream().map(rows -> rows.applied(topics, former, state)).toList());
    }

    /** @param kind tells the class of its events */
    @SuppressWarnings("unchecked")
    static EventRows<Event> of(EventId.Kind kind) {
        for (var rows : KINDS) {
            if (rows.kind == kind) {
                return (EventRows<Event>) rows;
            }
        }
        throw new IllegalStateException("no table of events of the kind " + kind);
    }
}
