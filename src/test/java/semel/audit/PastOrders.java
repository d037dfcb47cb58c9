package semel.audit;

import java.util.List;
import java.util.UUID;
import semel.kit.DatabaseRows;

/**
 * Fills empty tables with a clean history by SQL: ten receipts, one per product, then decided and applied orders of one line. All
 * are from one input partition.
 */
final class PastOrders {
    static final int RECEIPTS = 10;
    private static final UUID TOPIC = new UUID(7, 7);
    private static final int BATCH = 500;

    private static final String ROWS = """
            truncate received, decision, suppressed, dead_letter, progress, stock, processed_event, customer_order, inventory,
                     inventory_movement, notification, repeated_event;
            create or replace function past(first bigint, next bigint)
            returns table (i bigint, id uuid, is_order boolean, product text, number bigint, change bigint, balance bigint)
            language sql as $$
                select i, cast(lpad(to_hex(i), 12, '0') || '70008' || lpad(to_hex(i), 15, '0') as uuid), i >= 10, 'p-' || i % 10,
                       i / 10 + 1, case when i < 10 then 1000000 else -1 end, 1000000 - i / 10
                from generate_series(first, next - 1) i $$""";

    // Runs in one transaction.
    private static final String PAST = """
            insert into received select id, case when is_order then 'ORDER' else 'RECEIPT' end, '', null, '', '', '', now(), now(),
                                        pg_current_xact_id() from past(FIRST, NEXT);
            insert into decision select id, 'TOPIC', 0, i, case when is_order then 'FULFILLED' else 'RECEIVED' end, null,
                                        number || ':' || balance, now() from past(FIRST, NEXT);
            insert into progress values ('TOPIC', 0, 'orders-in', NEXT, NEXT)
            on conflict (topic_id, partition) do update set decided_next = NEXT;
            insert into stock select product, min(balance), max(number) from past(FIRST, NEXT) group by product
            on conflict (product_id) do update set on_hand = excluded.on_hand, number = excluded.number;
            insert into processed_event select id, kind, 0, 0, i * 3 + kind from past(FIRST, NEXT), generate_series(1, 3) kind
                                        where is_order or kind = 2;
            insert into customer_order select id, 'c-1', 'EUR', 100, '[{"productId":"' || product || '","quantity":1,"unitPrice":100}]',
                                              'FULFILLED', null, now(), now(), now() from past(FIRST, NEXT) where is_order;
            insert into notification select id, 'c-1', 'FULFILLED', now() from past(FIRST, NEXT) where is_order;
            insert into inventory_movement select id, 0, product, number, change, balance, now() from past(FIRST, NEXT);
            insert into inventory select product, min(balance), max(number) from past(FIRST, NEXT) group by product
            on conflict (product_id) do update set on_hand = excluded.on_hand, number = excluded.number""";

    private final DatabaseRows rows;
    private long next;

    PastOrders(DatabaseRows rows) {
        this.rows = rows;
        rows.execute(ROWS);
        write(RECEIPTS);
    }

    /** Adds orders. */
    void orders(int count) {
        for (int left = count; left > 0; left -= BATCH) {
            write(Math.min(left, BATCH));
        }
    }

    private void write(int count) {
        var first = next;
        next += count;
        rows.execute(
                PAST.replace("FIRST", "" + first).replace("NEXT", "" + next).replace("TOPIC", TOPIC.toString()));
    }

    /** End of the only input partition. */
    List<InputEnd> ends() {
        return List.of(new InputEnd("orders-in", TOPIC, 0, 0, next));
    }

    /** The id of the record at an offset. */
    static UUID at(long offset) {
        return new UUID(offset << 16 | 0x7000, 1L << 63 | offset);
    }
}
