package semel.order;

import java.util.Objects;
import java.util.UUID;

/** Identifies a receipt of goods. */
public record ReceiptId(UUID value) {
    public ReceiptId {
        Objects.requireNonNull(value, "receiptId");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
