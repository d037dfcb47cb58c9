package semel.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.UUID;
import semel.audit.History.Answer;
import semel.audit.History.Request;

/** The requests that intake wrote down, by key: that there is one row a key is for the proof to say. */
final class ReceivedRows implements Iterable<Request> {
    private static final String ROWS = """
            select id, kind, owner, idempotency_key, encode(fingerprint, 'hex') as fingerprint, acknowledged_at from received
            order by owner, kind, idempotency_key, received_at
            """;

    private final Iterable<Request> rows;
    private final Instant acknowledgedBefore;

    /** @param acknowledgedBefore what was acknowledged later may stand behind the cut: nothing is known of it */
    ReceivedRows(Connection snapshot, Instant acknowledgedBefore) {
        this.rows = new TableReading<>(snapshot, ROWS, this::request);
        this.acknowledgedBefore = acknowledgedBefore;
    }

    @Override
    public Iterator<Request> iterator() {
        return rows.iterator();
    }

    private Request request(ResultSet row) throws SQLException {
        var key = row.getString("idempotency_key");
        var acknowledged = row.getObject("acknowledged_at", OffsetDateTime.class);
        var isKnown = acknowledged != null && acknowledged.toInstant().isBefore(acknowledgedBefore);
        return new Request(
                null,
                row.getObject("id", UUID.class),
                key == null ? null : row.getString("owner") + "/" + row.getString("kind") + "/" + key,
                row.getString("fingerprint"),
                isKnown ? Answer.ACK : Answer.UNKNOWN);
    }
}
