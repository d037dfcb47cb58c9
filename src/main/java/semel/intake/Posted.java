package semel.intake;

import java.util.Optional;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.codec.Sha256;
import semel.order.Order;
import semel.order.Receipt;

/**
 * A valid POST, with the record to send if it is the first one with its key.
 *
 * @param id of the order or the receipt
 * @param owner the token's subject, which owns the key and the order; empty without security
 * @param fingerprint SHA-256 of the canonical content, so that formatting does not matter
 */
record Posted(
        UUID id,
        PostKind kind,
        String owner,
        Optional<IdempotencyKey> key,
        byte[] fingerprint,
        byte[] recordKey,
        byte[] recordValue) {
    static Posted of(Order order, Optional<IdempotencyKey> key, String owner) {
        return new Posted(
                order.id().value(),
                PostKind.ORDER,
                owner,
                key,
                Sha256.of(OrderCodec.canonical(order)),
                OrderCodec.key(order.id()),
                OrderCodec.encode(order));
    }

    static Posted of(Receipt receipt, IdempotencyKey key, String owner) {
        return new Posted(
                receipt.id().value(),
                PostKind.RECEIPT,
                owner,
                Optional.of(key),
                Sha256.of(ReceiptCodec.canonical(receipt)),
                ReceiptCodec.key(receipt.product()),
                ReceiptCodec.encode(receipt));
    }

    /** The text of the key, null if there is none. */
    String keyText() {
        return key.map(IdempotencyKey::value).orElse(null);
    }

    RowKey rowKey() {
        return RowKey.of(owner, kind, keyText(), id);
    }

    /** The row that this post wrote. */
    ReceivedRow received(boolean isAcknowledged, String version) {
        return new ReceivedRow(
                id, kind, owner, keyText(), fingerprint, recordKey, recordValue, isAcknowledged, version);
    }
}
