package semel.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.order.Event;

/**
 * Creates and fills the peers' tables. They have the columns, keys and indexes that the application needs for its readers, not those for its
 * audit. The driver rewrites each JDBC batch of inserts into one statement.
 */
final class JdbcTables {
    static final String DDL = """
            create table customer_order (
                order_id uuid not null primary key, customer_id text not null, currency text not null, total bigint not null,
                lines text not null, status text not null, reason text, accepted_at timestamptz not null,
                decided_at timestamptz not null, applied_at timestamptz not null);
            create index customer_order_of_customer on customer_order (customer_id, order_id desc);
            create table inventory (product_id text not null primary key, on_hand bigint not null, number bigint not null);
            create table inventory_movement (
                subject uuid not null, line smallint not null, product_id text not null, number bigint not null,
                change bigint not null, balance bigint not null, decided_at timestamptz not null, primary key (subject, line));
            create index inventory_movement_of_product on inventory_movement (product_id, number);
            create table notification (
                order_id uuid not null primary key, customer_id text not null, kind text not null, created_at timestamptz not null);
            create index notification_of_customer on notification (customer_id, order_id desc);
            create table decision (id uuid not null primary key, levels text not null, decided_at timestamptz not null);
            create table stock (product_id text not null primary key, on_hand bigint not null, number bigint not null);
            create table received (
                id uuid not null primary key, kind text not null default 'ORDER', idempotency_key text not null unique,
                acknowledged_at timestamptz not null default clock_timestamp());
            create table outbox (
                number bigserial not null primary key, topic text not null, id text not null, key bytea not null, value bytea not null);
            """;

    static final String STOCK = """
            insert into stock select 'p-' || n, %1$s, 0 from generate_series(0, %2$s - 1) n;
            insert into inventory select 'p-' || n, %1$s, 0 from generate_series(0, %2$s - 1) n;
            """.formatted(RunSite.PLENTY, RunSite.PRODUCTS);

    private static final String ORDER =
            "insert into customer_order values (?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())";
    private static final String MOVEMENT = "insert into inventory_movement values (?, ?, ?, ?, ?, ?, ?)";
    private static final String NOTIFICATION = "insert into notification values (?, ?, ?, ?)";
    private static final String INVENTORY =
            "update inventory set on_hand = on_hand + ?, number = greatest(number, ?) where product_id = ?";

    private JdbcTables() {}

    static void orders(Connection database, List<Event.OrderDecided> events) throws SQLException {
        try (var insert = database.prepareStatement(ORDER)) {
            for (var event : events) {
                var order = event.order();
                insert.setObject(1, order.id().value());
                insert.setString(2, order.customer().value());
                insert.setString(3, order.currency().getCurrencyCode());
                insert.setLong(4, order.total().minorUnits());
                insert.setString(5, OrderCodec.lines(order));
                insert.setString(6, event.outcome().name());
                insert.setString(7, null);
                insert.setTimestamp(8, Timestamp.from(order.acceptedAt()));
                insert.setTimestamp(9, Timestamp.from(event.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void movements(Connection database, List<Event.StockMoved> events) throws SQLException {
        try (var insert = database.prepareStatement(MOVEMENT)) {
            for (var event : events) {
                insert.setObject(1, event.id().subject());
                insert.setInt(2, event.id().line());
                insert.setString(3, event.product().value());
                insert.setLong(4, event.number());
                insert.setLong(5, event.change());
                insert.setLong(6, event.balance());
                insert.setTimestamp(7, Timestamp.from(event.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (var update = database.prepareStatement(INVENTORY)) {
            for (var productSum : ProductSum.of(events)) {
                update.setLong(1, productSum.change());
                update.setLong(2, productSum.number());
                update.setString(3, productSum.product());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    static void notifications(Connection database, List<Event.CustomerNotified> events) throws SQLException {
        try (var insert = database.prepareStatement(NOTIFICATION)) {
            for (var event : events) {
                insert.setObject(1, event.order().value());
                insert.setString(2, event.customer().value());
                insert.setString(3, event.outcome().name());
                insert.setTimestamp(4, Timestamp.from(event.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** @param sql selects those ids of its one parameter that exist */
    static Set<UUID> known(Connection database, String sql, List<UUID> ids) throws SQLException {
        var known = new HashSet<UUID>();
        try (var select = database.prepareStatement(sql)) {
            select.setArray(1, database.createArrayOf("uuid", ids.toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return known;
    }
}
