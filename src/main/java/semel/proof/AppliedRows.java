package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.EventId;
import semel.sql.Forgotten;

/** Reads processed events joined with their effects; also an event without its effect, and an effect without its event. */
final class AppliedRows implements Iterable<History.AppliedEvent> {
    private static final String KEPT = " where p.subject is not null or not ID";

    private final List<QueryRows<History.AppliedEvent>> kinds;

    AppliedRows(TopicsConfig topics, QueryRows.TableSnapshot state) {
        this.kinds = EventId.Kind.applied().stream()
                .map(kind -> reading(kind, topics.of(kind), state))
                .toList();
    }

    private static QueryRows<History.AppliedEvent> reading(
            EventId.Kind kind, String topic, QueryRows.TableSnapshot state) {
        var processed = "(select * from processed_event where kind = " + kind.code() + ")";
        return new QueryRows<>(
                state, EventRows.sql(kind, "", processed, "full join") + kept(kind), row -> applied(row, kind, topic));
    }

    /** An order and its notification may be kept when their events are pruned. */
    private static String kept(EventId.Kind kind) {
        return switch (kind) {
            case ORDER -> KEPT.replace("ID", Forgotten.sql("o.order_id"));
            case INVENTORY -> "";
            case NOTIFICATION -> KEPT.replace("ID", Forgotten.sql("n.order_id"));
        };
    }

    /** Reads one kind after the other. */
    @Override
    public Iterator<History.AppliedEvent> iterator() {
        return new Concatenation<>(kinds).iterator();
    }

    private static History.AppliedEvent applied(ResultSet row, EventId.Kind kind, String topic) throws SQLException {
        var effect = EventRows.effect(row, kind);
        var contradiction = EventRows.contradiction(row, effect);
        var subject = row.getObject("subject", UUID.class);
        if (subject == null) {
            return new History.AppliedEvent(effect.id(), null, effect, contradiction);
        }
        return new History.AppliedEvent(
                new EventId(subject, kind, row.getInt("line")),
                new Coordinates(topic, row.getInt("partition"), row.getLong("record_offset")),
                effect,
                contradiction);
    }
}
