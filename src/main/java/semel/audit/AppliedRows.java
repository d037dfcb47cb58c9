package semel.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Reason;
import semel.wire.Coordinates;
import semel.wire.OrderCodec;
import semel.wire.Parsed;
import semel.wire.Topics;

/** Processed events side by side with their effects, the one without the other too. */
final class AppliedRows implements Iterable<History.Applied> {
    private static final String ORDERS = """
            select p.subject, p.line, p.partition, p.record_offset, o.order_id as effect, o.customer_id, o.currency, o.lines,
                   o.total, o.status, o.reason, o.accepted_at, o.decided_at
            from (select * from processed_event where kind = 1) p full join customer_order o on o.order_id = p.subject
            """;
    private static final String MOVEMENTS = """
            select p.subject, p.line, p.partition, p.record_offset, m.subject as effect, m.line as effect_line, m.product_id,
                   m.change, m.number, m.balance, m.decided_at
            from (select * from processed_event where kind = 2) p
            full join inventory_movement m on m.subject = p.subject and m.line = p.line
            """;
    private static final String NOTIFICATIONS = """
            select p.subject, p.line, p.partition, p.record_offset, n.order_id as effect, n.customer_id, n.kind, n.created_at
            from (select * from processed_event where kind = 3) p full join notification n on n.order_id = p.subject
            """;

    private final Topics topics;
    private final List<TableReading<History.Applied>> kinds;

    AppliedRows(Topics topics, Connection snapshot) {
        this.topics = topics;
        this.kinds = List.of(
                new TableReading<>(
                        snapshot, ORDERS, row -> applied(row, EventId.Kind.ORDER, order(row), row.getLong("total"))),
                new TableReading<>(snapshot, MOVEMENTS, row -> applied(row, EventId.Kind.INVENTORY, movement(row), 0)),
                new TableReading<>(
                        snapshot, NOTIFICATIONS, row -> applied(row, EventId.Kind.NOTIFICATION, notification(row), 0)));
    }

    /** One kind after the other. */
    @Override
    public Iterator<History.Applied> iterator() {
        return kinds.stream()
                .flatMap(kind -> StreamSupport.stream(kind.spliterator(), false))
                .iterator();
    }

    private History.Applied applied(ResultSet row, EventId.Kind kind, Event effect, long total) throws SQLException {
        var subject = row.getObject("subject", UUID.class);
        if (subject == null) {
            return new History.Applied(effect.id(), null, effect, total);
        }
        return new History.Applied(
                new EventId(subject, kind, row.getInt("line")),
                new Coordinates(topics.of(kind), row.getInt("partition"), row.getLong("record_offset")),
                effect,
                total);
    }

    private static Event order(ResultSet row) throws SQLException {
        var id = row.getObject("effect", UUID.class);
        if (id == null) {
            return null;
        }
        var document = String.format(
                Locale.ROOT,
                "{\"schema\":1,\"orderId\":\"%s\",\"customerId\":\"%s\",\"currency\":\"%s\",\"lines\":%s,\"acceptedAt\":\"%s\"}",
                id,
                row.getString("customer_id"),
                row.getString("currency"),
                row.getString("lines"),
                time(row, "accepted_at"));
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
}
