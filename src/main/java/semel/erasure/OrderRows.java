package semel.erasure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.codec.Sha256;
import semel.order.CustomerId;
import semel.order.Order;
import semel.sql.ErasureSeal;

/** Rewrites the rows of a customer's orders. */
final class OrderRows {
    // Pruning locks decisions first too, and skips locked ones: so the two never deadlock.
    private static final String LOCK = "select from decision where id = any(?) order by id for update";
    private static final String ORDERS =
            "update customer_order set customer_id = ? where order_id = any(?) and customer_id = ?";
    private static final String NOTIFICATIONS =
            "update notification set customer_id = ? where order_id = any(?) and customer_id = ?";
    private static final String RECEIVED =
            "select id, record_key, record_value from received where id = any(?) order by id for update";
    private static final String REWRITE = """
            update received set record_value = ?, fingerprint = ?,
                   idempotency_key = case when position(? in idempotency_key) = 0 then idempotency_key end
            where id = ?""";
    private static final String SEAL = """
            insert into erasure (order_id, erased_at, seal)
            select o.order_id, now(), SEAL from customer_order o left join notification n using (order_id)
            where o.order_id = any(?) and o.customer_id = ?
            on conflict (order_id) do nothing""".replace("SEAL", ErasureSeal.SEAL);

    private final Connection tables;
    private final CustomerId customer;
    private final CustomerId replacement;

    OrderRows(Connection tables, CustomerId customer, CustomerId replacement) {
        this.tables = tables;
        this.customer = customer;
        this.replacement = replacement;
    }

    /** Replaces the customer's id in all rows of these orders, and records the erasure. Does not commit. */
    void erase(UUID[] ids) throws SQLException {
        var all = tables.createArrayOf("uuid", ids);
        try (var lock = tables.prepareStatement(LOCK)) {
            lock.setArray(1, all);
            lock.executeQuery();
        }
        for (var sql : new String[] {ORDERS, NOTIFICATIONS}) {
            try (var update = tables.prepareStatement(sql)) {
                update.setString(1, replacement.value());
                update.setArray(2, all);
                update.setString(3, customer.value());
                update.executeUpdate();
            }
        }
        try (var received = tables.prepareStatement(RECEIVED);
                var rewrite = tables.prepareStatement(REWRITE)) {
            received.setArray(1, all);
            try (var rows = received.executeQuery()) {
                while (rows.next()) {
                    rewrite(rewrite, rows.getObject(1, UUID.class), rows.getBytes(2), rows.getBytes(3));
                }
            }
            rewrite.executeBatch();
        }
        try (var seal = tables.prepareStatement(SEAL)) {
            seal.setArray(1, all);
            seal.setString(2, replacement.value());
            seal.executeUpdate();
        }
    }

    // Computes a new fingerprint too: the old one would confirm a guessed customer id.
    private void rewrite(PreparedStatement statement, UUID id, byte[] key, byte[] value) throws SQLException {
        if (!(OrderCodec.decode(key, value) instanceof Parsed.Valid<Order> valid)) {
            throw new IllegalStateException("the row of received with the id " + id + " holds no order");
        }
        var order = valid.value();
        var rewritten = new Order(order.id(), replacement, order.currency(), order.lines(), order.acceptedAt());
        statement.setBytes(1, OrderCodec.encode(rewritten));
        statement.setBytes(2, Sha256.of(OrderCodec.canonical(rewritten)));
        statement.setString(3, customer.value());
        statement.setObject(4, id);
        statement.addBatch();
    }
}
