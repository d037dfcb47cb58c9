package semel.intake;

import semel.wire.MessageType;
import semel.wire.Topics;

/** What can be posted, by the names that stand in the database. */
enum Kind {
    ORDER(MessageType.ORDER_ACCEPTED),
    RECEIPT(MessageType.RECEIPT_ACCEPTED);

    final MessageType message;

    Kind(MessageType message) {
        this.message = message;
    }

    String topic(Topics topics) {
        return this == ORDER ? topics.ordersIn() : topics.receiptsIn();
    }
}
