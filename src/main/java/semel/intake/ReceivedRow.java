package semel.intake;

import java.util.Arrays;
import java.util.UUID;

/**
 * The row of a POST, this one's or the first one's under its key.
 *
 * @param idempotencyKey null where there is none
 * @param version the transaction that wrote it last: the server's xmin
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
