package semel.intake;

import semel.wire.Topics;

/** What can be posted, by the names that stand in the database. */
enum Kind {
    ORDER,
    RECEIPT;

    String topic(Topics topics) {
        return this == ORDER ? topics.ordersIn() : topics.receiptsIn();
    }
}
