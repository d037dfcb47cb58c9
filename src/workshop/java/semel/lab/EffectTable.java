package semel.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import semel.order.Order;
import semel.order.OrderId;

/** Writes the effects of orders: one row each time that a lane applies an order. */
final class EffectTable {
    /** Creates the tables of all lanes; each lane uses the ones that it needs. */
    static final String TABLES = """
            create table effect (
                number     bigserial   not null primary key, -- in the order in which they were written
                order_id   uuid        not null,
                applied_at timestamptz not null default clock_timestamp()
            );
            create table processed (order_id uuid not null primary key);
            create table position (partition int not null primary key, next bigint not null);
            create table outbox (
                number bigserial not null primary key,
                topic  text      not null,
                id     text      not null,
                key    bytea     not null,
                value  bytea     not null
            );
            """;

    private EffectTable() {}

    static void write(Connection database, List<OrderId> orders) throws SQLException {
        try (var insert = database.prepareStatement("insert into effect (order_id) select unnest(?)")) {
            insert.setArray(1, uuids(database, orders));
            insert.executeUpdate();
        }
    }

    /** Marks the orders as processed. @return those that were not yet marked, each once, in the given order */
    static List<OrderId> processed(Connection database, List<OrderId> orders) throws SQLException {
        var fresh = new HashSet<UUID>();
        try (var insert = database.prepareStatement(
                "insert into processed select unnest(?) on conflict do nothing returning order_id")) {
            insert.setArray(1, uuids(database, orders));
            var rows = insert.executeQuery();
            while (rows.next()) {
                fresh.add(rows.getObject(1, UUID.class));
            }
        }
        var firstDeliveries = new ArrayList<OrderId>();
        orders.stream().filter(order -> fresh.remove(order.value())).forEach(firstDeliveries::add);
        return firstDeliveries;
    }

    private static java.sql.Array uuids(Connection database, List<OrderId> orders) throws SQLException {
        return database.createArrayOf(
                "uuid", orders.stream().map(OrderId::value).toArray());
    }

    static List<OrderId> ids(List<PlacedOrder> placed) {
        return placed.stream().map(PlacedOrder::order).map(Order::id).toList();
    }
}
