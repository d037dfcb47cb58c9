package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.UUID;
import semel.proof.History.Answer;
import semel.proof.History.Request;

/** The requests that intake wrote down, by key: that there is one row a key is for the proof to say. */
final class ReceivedRows implements Iterable<Request> {
    private static final String ROWS = """
            select id, kind, owner, idempotency_key, encode(fingerprint, 'hex') as fingerprint,
                   acknowledged_in is not null and pg_visible_in_snapshot(acknowledged_in, cast(? as pg_snapshot)) as is_known
            from received order by owner, kind, idempotency_key, received_at
            """;

    private final Iterable<Request> rows;

    /**
     * @param known the snapshot of PostgreSQL in which acknowledgements count, as {@code pg_current_snapshot()} tells it: what was
     *     acknowledged later may stand behind the cut, nothing is known of it
     */
    ReceivedRows(TableReading.State tables, String known) {
        this.rows = new TableReading<>(tables, ROWS, ReceivedRows::request, known);
    }

    @Override
    public Iterator<Request> iterator() {
        return rows.iterator();
    }

    private static Request request(ResultSet row) throws SQLException {
        var key = row.getString("idempotency_key");
        return new Request(
                null,
                row.getObject("id", UUID.class),
                key == null ? null : row.getString("owner") + "/" + row.getString("kind") + "/" + key,
                row.getString("fingerprint"),
                row.getBoolean("is_known") ? Answer.ACK : Answer.UNKNOWN);
    }
}
