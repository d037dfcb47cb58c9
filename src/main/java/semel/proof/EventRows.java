package semel.proof;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Reason;

/** Reads each kind of event from its table, joined with rows of {@code processed_event}, which are named p. */
final class EventRows {
    private static final String ORDERS = """
            select EVENT, o.order_id as effect, o.customer_id, o.currency, o.lines, o.total, o.status, o.reason, o.accepted_at,
                   o.decided_at
            from PROCESSED p JOIN customer_order o on o.order_id = p.subject
            """;
    private static final String MOVEMENTS = """
            select EVENT, m.subject as effect, m.line as effect_line, m.product_id, m.change, m.number, m.balance, m.decided_at
            from PROCESSED p JOIN inventory_movement m on m.subject = p.subject and m.line = p.line
            """;
    private static final String NOTIFICATIONS = """
            select EVENT, n.order_id as effect, n.customer_id, n.kind, n.created_at
            from PROCESSED p JOIN notification n on n.order_id = p.subject
            """;

    private EventRows() {}

    /**
     * @param columns further columns of p
     * @param processed a query for the rows p
     * @param join joins p and the table
     */
    static String sql(EventId.Kind kind, String columns, String processed, String join) {
        var sql = switch (kind) {
            case ORDER -> ORDERS;
            case INVENTORY -> MOVEMENTS;
            case NOTIFICATION -> NOTIFICATIONS;
        };
        return sql.replace("EVENT", "p.subject, p.line, p.partition, p.record_offset" + columns)
                .replace("PROCESSED", processed)
                .replace("JOIN", join);
    }

    /** @return null if the table has no row */
    static Event effect(ResultSet row, EventId.Kind kind) throws SQLException {
        return switch (kind) {
            case ORDER -> order(row);
            case INVENTORY -> movement(row);
            case NOTIFICATION -> notification(row);
        };
    }

    private static Event order(ResultSet row) throws SQLException {
        var id = row.getObject("effect", UUID.class);
        if (id == null) {
            return null;
        }
        // Not String.format: it took more time than the decoding.
        var document = "{\"schema\":1,\"orderId\":\"" + id + "\",\"customerId\":\"" + row.getString("customer_id")
                + "\",\"currency\":\"" + row.getString("currency") + "\",\"lines\":" + row.getString("lines")
                + ",\"acceptedAt\":\"" + time(row, "accepted_at") + "\"}";
        if (!(OrderCodec.decode(OrderCodec.key(new OrderId(id)), document.getBytes(StandardCharsets.UTF_8))
                instanceof Parsed.Valid<Order> valid)) {
            throw new IllegalStateException("customer_order " + id + " holds no order");
        }
        var refusal = Optional.ofNullable(row.getString("reason")).map(Reason::new);
        return new Event.OrderDecided(valid.value(), refusal, time(row, "decided_at"));
    }

    private static Event movement(ResultSet row) throws SQLException {
        var subject = row.getObject("effect", UUID.class);
        return subject == null
                ? null
                : new Event.StockMoved(
                        new EventId(subject, EventId.Kind.INVENTORY, row.getInt("effect_line")),
                        new ProductId(row.getString("product_id")),
                        row.getLong("change"),
                        row.getLong("number"),
                        row.getLong("balance"),
                        time(row, "decided_at"));
    }

    private static Event notification(ResultSet row) throws SQLException {
        var order = row.getObject("effect", UUID.class);
        return order == null
                ? null
                : new Event.CustomerNotified(
                        new OrderId(order),
                        new CustomerId(row.getString("customer_id")),
                        Outcome.valueOf(row.getString("kind")),
                        time(row, "created_at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** @return how a row contradicts itself in columns that are not in its event; null if it does not */
    static String contradiction(ResultSet row, Event event) throws SQLException {
        if (event instanceof Event.OrderDecided decided) {
            var total = decided.order().total().minorUnits();
            if (row.getLong("total") != total) {
                return "its total " + row.getLong("total") + " differs from the sum of its lines";
            }
            if (!decided.outcome().name().equals(row.getString("status"))) {
                return "its status " + row.getString("status") + " contradicts its reason " + row.getString("reason");
            }
        }
        return null;
    }
}
