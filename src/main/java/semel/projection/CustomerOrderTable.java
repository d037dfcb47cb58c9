package semel.projection;

import semel.codec.OrderCodec;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Reason;

/** Writes decided orders to {@code customer_order}. */
final class CustomerOrderTable {
    static final EventTable TABLE = EventTable.of(
            EventId.Kind.ORDER,
            Event.OrderDecided.class,
            "customer_id text, currency text, total bigint, lines text, status text, reason text,"
                    + " accepted_at timestamptz, decided_at timestamptz",
            """
            applied as (
                insert into customer_order (order_id, customer_id, currency, total, lines, status, reason,
                                            accepted_at, decided_at, applied_at)
                select subject, customer_id, currency, total, lines, status, reason, accepted_at, decided_at, clock_timestamp()
                from arrived join fresh using (subject, line)
            )""",
            decided -> decided.order().customer().value(),
            decided -> decided.order().currency().getCurrencyCode(),
            decided -> decided.order().total().minorUnits(),
            decided -> OrderCodec.lines(decided.order()),
            Event.OrderDecided::outcome,
            decided -> decided.refusal().map(Reason::code).orElse(null),
            decided -> decided.order().acceptedAt(),
            Event::at);

    private CustomerOrderTable() {}
}
