package semel.projection;

import semel.order.Event;
import semel.order.EventId;

/** Writes notifications to {@code notification}. */
final class NotificationTable {
    static final EventTable TABLE = EventTable.of(
            EventId.Kind.NOTIFICATION,
            Event.CustomerNotified.class,
            "customer_id text, outcome text, decided_at timestamptz",
            """
            applied as (
                insert into notification (order_id, customer_id, kind, created_at)
                select subject, customer_id, outcome, decided_at from arrived join fresh using (subject, line)
            )""",
            notified -> notified.customer().value(),
            Event.CustomerNotified::outcome,
            Event::at);

    private NotificationTable() {}
}
