package semel.decision;

import java.util.UUID;
import semel.order.Order;
import semel.order.Receipt;

/** The content of an input record: an order, a receipt, or bytes that are neither. */
sealed interface Content {
    /** An order or a receipt. Each id is decided once. */
    sealed interface Decidable extends Content {
        UUID id();
    }

    record OrderPlaced(Order order) implements Decidable {
        @Override
        public UUID id() {
            return order.id().value();
        }
    }

    record ReceiptArrived(Receipt receipt) implements Decidable {
        @Override
        public UUID id() {
            return receipt.id().value();
        }
    }

    /** Bytes that are neither order nor receipt; detail says why, without quoting the record. */
    record Undecidable(String detail) implements Content {}
}
