package semel.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import semel.lab.Desk;
import semel.lab.PlacedOrder;
import semel.order.Event;
import semel.order.Order;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Decides orders with the stock in the database and stores the decisions. A redelivered record gets its stored decision. */
final class JdbcDesk {
    private static final String DECIDED = "select id, levels from decision where id = any(?)";
    private static final String STOCK =
            "select product_id, on_hand, number from stock where product_id = any(?) order by product_id for update";
    private static final String STORE = "insert into decision values (?, ?, ?)";
    private static final String TAKE = "update stock set on_hand = ?, number = ? where product_id = ?";

    private JdbcDesk() {}

    /** @param isFresh whether it was decided now, not in an earlier delivery */
    record JdbcDecision(PlacedOrder placed, List<Event> events, boolean isFresh) {}

    /** Runs in the caller's transaction. */
    static List<JdbcDecision> decide(Connection database, List<PlacedOrder> placed) throws SQLException {
        var known = known(database, placed);
        var fresh = placed.stream()
                .map(PlacedOrder::order)
                .filter(order -> !known.containsKey(order.id().value()))
                .toList();
        var levels = stock(database, fresh);
        var desk = new Desk(levels);
        var decided = new ArrayList<JdbcDecision>();
        var stored = new HashMap<Order, List<Desk.Level>>();
        for (var one : placed) {
            var before = known.get(one.order().id().value());
            var after = before == null ? desk.levels(one.order()) : before;
            if (before == null) {
                known.put(one.order().id().value(), after);
                stored.put(one.order(), after);
            }
            decided.add(new JdbcDecision(one, Desk.events(one.order(), after), before == null));
        }
        store(database, stored);
        take(database, levels);
        return decided;
    }

    private static Map<UUID, List<Desk.Level>> known(Connection database, List<PlacedOrder> placed)
            throws SQLException {
        var known = new HashMap<UUID, List<Desk.Level>>();
        try (var select = database.prepareStatement(DECIDED)) {
            select.setArray(
                    1,
                    database.createArrayOf(
                            "uuid",
                            placed.stream().map(one -> one.order().id().value()).toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    known.put(rows.getObject(1, UUID.class), levels(rows.getString(2)));
                }
            }
        }
        return known;
    }

    private static List<Desk.Level> levels(String text) {
        return Arrays.stream(text.split(","))
                .map(level -> level.split(":"))
                .map(level -> new Desk.Level(Long.parseLong(level[0]), Long.parseLong(level[1])))
                .toList();
    }

    private static String text(List<Desk.Level> levels) {
        return levels.stream()
                .map(level -> level.onHand() + ":" + level.number())
                .collect(Collectors.joining(","));
    }

    /** Locks the rows until the transaction ends. */
    private static Map<ProductId, Desk.Level> stock(Connection database, List<Order> orders) throws SQLException {
        var levels = new HashMap<ProductId, Desk.Level>();
        var products = orders.stream()
                .flatMap(order -> order.lines().stream())
                .map(OrderLine::product)
                .map(ProductId::value)
                .distinct()
                .toArray();
        try (var select = database.prepareStatement(STOCK)) {
            select.setArray(1, database.createArrayOf("text", products));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    levels.put(new ProductId(rows.getString(1)), new Desk.Level(rows.getLong(2), rows.getLong(3)));
                }
            }
        }
        return levels;
    }

    private static void store(Connection database, Map<Order, List<Desk.Level>> decided) throws SQLException {
        try (var insert = database.prepareStatement(STORE)) {
            for (var one : decided.entrySet()) {
                insert.setObject(1, one.getKey().id().value());
                insert.setString(2, text(one.getValue()));
                insert.setTimestamp(3, Timestamp.from(one.getKey().acceptedAt()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void take(Connection database, Map<ProductId, Desk.Level> levels) throws SQLException {
        try (var update = database.prepareStatement(TAKE)) {
            for (var level : levels.entrySet()) {
                update.setLong(1, level.getValue().onHand());
                update.setLong(2, level.getValue().number());
                update.setString(3, level.getKey().value());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
