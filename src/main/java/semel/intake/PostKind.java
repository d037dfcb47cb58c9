package semel.intake;

import semel.codec.MessageType;
import semel.kafka.TopicsConfig;

/** What can be posted. The names are stored in the database and must not change. */
enum PostKind {
    ORDER(MessageType.ORDER_ACCEPTED),
    RECEIPT(MessageType.RECEIPT_ACCEPTED);

    final MessageType message;

    PostKind(MessageType message) {
        this.message = message;
    }

    String topic(TopicsConfig topics) {
        return this == ORDER ? topics.ordersIn() : topics.receiptsIn();
    }
}
