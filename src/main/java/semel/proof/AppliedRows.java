package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;

/** Reads processed events joined with their effects; also an event without its effect, and an effect without its event. */
final class AppliedRows implements Iterable<History.AppliedEvent> {
    /** One for each kind that is applied. */
    static final List<EventRows<?>> KINDS =
            List.of(new CustomerOrderRows(), new InventoryMovementRows(), new NotificationRows());

    static final String CODES =
            KINDS.stream().map(rows -> Integer.toString(rows.kind().code())).collect(Collectors.joining(", "));

    private static final Map<EventId.Kind, EventRows<?>> BY_KIND =
            KINDS.stream().collect(Collectors.toMap(EventRows::kind, rows -> rows));

    private final List<QueryRows<History.AppliedEvent>> kinds;

    AppliedRows(TopicsConfig topics, QueryRows.TableSnapshot state) {
        this.kinds = KINDS.stream()
                .<QueryRows<History.AppliedEvent>>map(rows -> reading(rows, topics.of(rows.kind()), state))
                .toList();
    }

    /** @param event of a kind that is applied, which tells its class */
    @SuppressWarnings("unchecked")
    static <E extends Event> EventRows<E> of(E event) {
        return (EventRows<E>) BY_KIND.get(event.id().kind());
    }

    private static <E extends Event> QueryRows<History.AppliedEvent> reading(
            EventRows<E> rows, String topic, QueryRows.TableSnapshot state) {
        var processed =
                "(select * from processed_event where kind = " + rows.kind().code() + ")";
        return new QueryRows<>(
                state, rows.sql("", processed, "full join") + rows.kept(), row -> applied(row, rows, topic));
    }

    /** Reads one kind after the other. */
    @Override
    public Iterator<History.AppliedEvent> iterator() {
        return new Concatenation<>(kinds).iterator();
    }

    private static <E extends Event> History.AppliedEvent applied(ResultSet row, EventRows<E> rows, String topic)
            throws SQLException {
        var effect = rows.effect(row);
        var contradiction = effect == null ? null : rows.contradiction(row, effect);
        var subject = row.getObject("subject", UUID.class);
        if (subject == null) {
            return new History.AppliedEvent(effect.id(), null, effect, contradiction);
        }
        return new History.AppliedEvent(
                new EventId(subject, rows.kind(), row.getInt("line")),
                new Coordinates(topic, row.getInt("partition"), row.getLong("record_offset")),
                effect,
                contradiction);
    }
}
