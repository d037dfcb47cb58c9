package semel.codec;

import java.util.Optional;
import java.util.UUID;
import semel.order.Order;
import semel.order.Receipt;

/** Reads the id of the order or receipt in an input record. */
public final class InputRecord {
    private InputRecord() {}

    /** @return empty if the record cannot be read */
    public static Optional<UUID> subject(boolean isReceipt, byte[] key, byte[] value) {
        var parsed = isReceipt ? ReceiptCodec.decode(key, value) : OrderCodec.decode(key, value);
        if (!(parsed instanceof Parsed.Valid<?> valid)) {
            return Optional.empty();
        }
        return Optional.of(
                valid.value() instanceof Order order
                        ? order.id().value()
                        : ((Receipt) valid.value()).id().value());
    }
}
