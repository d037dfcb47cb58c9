package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.UUID;
import semel.order.Order;
import semel.order.Receipt;
import semel.proof.History.Answer;
import semel.proof.History.Request;
import semel.wire.Coordinates;
import semel.wire.OrderCodec;
import semel.wire.Parsed;
import semel.wire.ReceiptCodec;
import semel.wire.Sha256;

/** The requests that intake wrote down, by key: that there is one row a key is for the proof to say. */
final class ReceivedRows implements Iterable<Request> {
    private static final String ROWS = """
            select id, kind, owner, idempotency_key, encode(fingerprint, 'hex') as fingerprint,
                   acknowledged_in is not null
                   and (pg_visible_in_snapshot(acknowledged_in, cast(? as pg_snapshot))
                        or acknowledged_in >= pg_snapshot_xmax(pg_current_snapshot())) as is_known
            from received order by owner, kind, idempotency_key, received_at
            """;

    // A stamp that this server has not given yet is of another one: the row was restored, long before the cut.
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

    static Rows.Accepted accepted(ResultSet row, UUID id, Coordinates at) throws SQLException {
        var isReceipt = row.getString("kind").equals("RECEIPT");
        var key = row.getBytes("record_key");
        var value = row.getBytes("record_value");
        var isFingerprinted = Arrays.equals(row.getBytes("fingerprint"), fingerprint(isReceipt, key, value));
        return new Rows.Accepted(at, id, Hash.record(isReceipt, key, value), isFingerprinted);
    }

    private static byte[] fingerprint(boolean isReceipt, byte[] key, byte[] value) {
        var parsed = isReceipt ? ReceiptCodec.decode(key, value) : OrderCodec.decode(key, value);
        if (!(parsed instanceof Parsed.Valid<?> valid)) {
            return null;
        }
        var canonical = valid.value() instanceof Order order
                ? OrderCodec.canonical(order)
                : ReceiptCodec.canonical((Receipt) valid.value());
        return Sha256.of(canonical);
    }
}
