package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.codec.ReceiptCodec;
import semel.codec.Sha256;
import semel.kafka.Coordinates;
import semel.order.Order;
import semel.order.Receipt;
import semel.proof.History.ClientAnswer;
import semel.proof.History.ClientRequest;

/** Reads the requests of the table {@code received}, sorted by key; whether a key has only one row is for the proof to check. */
final class RequestRows implements Iterable<ClientRequest> {
    private static final String ROWS = """
            select id, kind, owner, idempotency_key, encode(fingerprint, 'hex') as fingerprint,
                   acknowledged_in is not null
                   and (pg_visible_in_snapshot(acknowledged_in, cast(? as pg_snapshot))
                        or acknowledged_in >= pg_snapshot_xmax(pg_current_snapshot())) as is_known
            from received order by owner, kind, idempotency_key, received_at
            """;

    // A transaction id that this server has not assigned yet is of another server: the row was restored before the cut.
    private final Iterable<ClientRequest> rows;

    /**
     * @param known the PostgreSQL snapshot in which acknowledgements count, as {@code pg_current_snapshot()} writes it: a request that was
     *     acknowledged later may be after the cut, so its outcome is unknown
     */
    RequestRows(QueryRows.TableSnapshot tables, String known) {
        this.rows = new QueryRows<>(tables, ROWS, RequestRows::request, known);
    }

    @Override
    public Iterator<ClientRequest> iterator() {
        return rows.iterator();
    }

    private static ClientRequest request(ResultSet row) throws SQLException {
        var key = row.getString("idempotency_key");
        return new ClientRequest(
                null,
                row.getObject("id", UUID.class),
                key == null ? null : row.getString("owner") + "/" + row.getString("kind") + "/" + key,
                row.getString("fingerprint"),
                row.getBoolean("is_known") ? ClientAnswer.ACK : ClientAnswer.UNKNOWN);
    }

    static TableContents.AcceptedRow accepted(ResultSet row, UUID id, Coordinates at) throws SQLException {
        var isReceipt = row.getString("kind").equals("RECEIPT");
        var key = row.getBytes("record_key");
        var value = row.getBytes("record_value");
        var isFingerprinted = Arrays.equals(row.getBytes("fingerprint"), fingerprint(isReceipt, key, value));
        return new TableContents.AcceptedRow(at, id, ContentHash.record(isReceipt, key, value), isFingerprinted);
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
