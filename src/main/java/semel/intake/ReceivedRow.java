package semel.intake;

import java.util.Arrays;
import java.util.UUID;

/**
 * The row of a POST: its own, or that of the first POST with the same key.
 *
 * @param idempotencyKey null if there is none
 * @param version the server's xmin: the transaction that last wrote the row
 */
record ReceivedRow(
        UUID id,
        PostKind kind,
        String owner,
        String idempotencyKey,
        byte[] fingerprint,
        byte[] recordKey,
        byte[] recordValue,
        boolean isAcknowledged,
        String version) {

    RowKey rowKey() {
        return RowKey.of(owner, kind, idempotencyKey, id);
    }

    boolean isReplayedBy(Posted posted) {
        return !id.equals(posted.id());
    }

    boolean asksForTheSameAs(Posted posted) {
        return Arrays.equals(fingerprint, posted.fingerprint());
    }
}
