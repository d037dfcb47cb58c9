package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import semel.order.EventId;
import semel.wire.Coordinates;
import semel.wire.Topics;

/** Processed events side by side with their effects, the one without the other too. */
final class AppliedRows implements Iterable<History.Applied> {
    private final List<TableReading<History.Applied>> kinds;

    AppliedRows(Topics topics, TableReading.State state) {
        this.kinds = Arrays.stream(EventId.Kind.values())
                .map(kind -> reading(kind, topics.of(kind), state))
                .toList();
    }

    private static TableReading<History.Applied> reading(EventId.Kind kind, String topic, TableReading.State state) {
        var processed = "(select * from processed_event where kind = " + kind.code() + ")";
        return new TableReading<>(
                state, EventRows.sql(kind, "", processed, "full join"), row -> applied(row, kind, topic));
    }

    /** One kind after the other. */
    @Override
    public Iterator<History.Applied> iterator() {
        return new Chain<>(kinds).iterator();
    }

    private static History.Applied applied(ResultSet row, EventId.Kind kind, String topic) throws SQLException {
        var effect = EventRows.effect(row, kind);
        var contradiction = EventRows.contradiction(row, effect);
        var subject = row.getObject("subject", UUID.class);
        if (subject == null) {
            return new History.Applied(effect.id(), null, effect, contradiction);
        }
        return new History.Applied(
                new EventId(subject, kind, row.getInt("line")),
                new Coordinates(topic, row.getInt("partition"), row.getLong("record_offset")),
                effect,
                contradiction);
    }
}
