package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;
import semel.sql.Forgotten;

/** Reads the events of one kind from their table, named t, joined with rows of {@code processed_event}, named p. */
abstract class EventRows<E extends Event> {
    final EventId.Kind kind;

    private final String table;
    private final String id;
    private final String columns;

    /**
     * @param id the column of t with the id of the order or receipt
     * @param columns of t
     */
    EventRows(EventId.Kind kind, String table, String id, String columns) {
        this.kind = kind;
        this.table = table;
        this.id = id;
        this.columns = columns;
    }

    /**
     * @param columns further columns of p
     * @param processed a query for the rows p
     * @param join joins p and the table
     */
    final String sql(String columns, String processed, String join) {
        return "select p.subject, p.line, p.partition, p.record_offset" + columns + ", t." + id + " as effect, "
                + this.columns + " from " + processed + " p " + join + " " + table + " t on t." + id + " = p.subject"
                + on();
    }

    /** Reads processed events joined with their effects; also an event without its effect, and an effect without its event. */
    final QueryRows<History.AppliedEvent> applied(
            TopicsConfig topics, AppliedTopics former, QueryRows.TableSnapshot state) {
        var topic = topics.of(kind);
        var processed = "(select * from processed_event where kind = " + kind.code() + ")";
        return new QueryRows<>(
                state, sql(", p.written_in", processed, "full join") + kept(), row -> applied(row, former, topic));
    }

    private History.AppliedEvent applied(ResultSet row, AppliedTopics former, String topic) throws SQLException {
        var effect = effect(row);
        var contradiction = effect == null ? null : contradiction(row, effect);
        var subject = row.getObject("subject", UUID.class);
        if (subject == null) {
            return new History.AppliedEvent(effect.id(), null, effect, contradiction);
        }
        var at = former.at(row, topic);
        return new History.AppliedEvent(new EventId(subject, kind, row.getInt("line")), at, effect, contradiction);
    }

    /** What else p and the table have in common. */
    String on() {
        return "";
    }

    /** Which rows of a full join count: a row of the table may be kept when its event is pruned. */
    String kept() {
        return " where p.subject is not null or not " + Forgotten.sql("t." + id);
    }

    /** @return null if the table has no row */
    final E effect(ResultSet row) throws SQLException {
        var effect = row.getObject("effect", UUID.class);
        return effect == null ? null : read(effect, row);
    }

    abstract E read(UUID effect, ResultSet row) throws SQLException;

    /** @return how a row contradicts itself in columns that are not in its event; null if it does not */
    String contradiction(ResultSet row, E event) throws SQLException {
        return null;
    }

    /** Mixes the content of the event into the hash, without its id and time. */
    abstract long content(long hash, E event);

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
