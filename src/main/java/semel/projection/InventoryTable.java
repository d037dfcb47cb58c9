package semel.projection;

import semel.order.Event;
import semel.order.EventId;

/** Writes movements to {@code inventory_movement} and their sums to {@code inventory}. */
final class InventoryTable {
    // Stock rows are locked in the order of their product, so that two replicas do not deadlock.
    static final EventTable TABLE = EventTable.of(
            EventId.Kind.INVENTORY,
            Event.StockMoved.class,
            "product_id text, number bigint, change bigint, balance bigint, decided_at timestamptz",
            """
            moved as (
                insert into inventory_movement (subject, line, product_id, number, change, balance, decided_at)
                select subject, line, product_id, number, change, balance, decided_at
                from arrived join fresh using (subject, line)
                returning product_id, number, change
            ), applied as (
                insert into inventory as held (product_id, on_hand, number)
                select product_id, sum(change), max(number) from moved group by product_id order by product_id
                on conflict (product_id) do update
                set on_hand = held.on_hand + excluded.on_hand, number = greatest(held.number, excluded.number)
            )""",
            moved -> moved.product().value(),
            Event.StockMoved::number,
            Event.StockMoved::change,
            Event.StockMoved::balance,
            Event::at);

    private InventoryTable() {}
}
