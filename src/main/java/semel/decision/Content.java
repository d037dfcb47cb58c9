package semel.decision;

import java.util.UUID;
import semel.order.Order;
import semel.order.Receipt;

/** What an input record holds. */
sealed interface Content {
    /** Something to decide, once for each id. */
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

    /** Nothing that could be decided; detail says why, without quoting the record. */
    record Undecidable(String detail) implements Content {}
}
