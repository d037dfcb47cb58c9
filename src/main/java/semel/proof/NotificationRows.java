package semel.proof;

import static semel.proof.ContentHash.mix;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.EventId;
import semel.order.OrderId;
import semel.order.Outcome;

/** Reads notifications. */
final class NotificationRows extends EventRows<Event.CustomerNotified> {
    NotificationRows() {
        super(EventId.Kind.NOTIFICATION, "notification", "order_id", "t.customer_id, t.kind, t.created_at");
    }

    @Override
    Event.CustomerNotified read(UUID order, ResultSet row) throws SQLException {
        return new Event.CustomerNotified(
                new OrderId(order),
                new CustomerId(row.getString("customer_id")),
                Outcome.valueOf(row.getString("kind")),
                time(row, "created_at"));
    }

    @Override
    long content(long hash, Event.CustomerNotified notified) {
        return mix(mix(hash, notified.customer().value()), notified.outcome().ordinal());
    }
}
