package semel.proof;

import static semel.proof.ContentHash.mix;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.Reason;

/** Reads decided orders. */
final class CustomerOrderRows extends EventRows<Event.OrderDecided> {
    CustomerOrderRows() {
        super(
                EventId.Kind.ORDER,
                "customer_order",
                "order_id",
                "t.customer_id, t.currency, t.lines, t.total, t.status, t.reason, t.accepted_at, t.decided_at");
    }

    @Override
    Event.OrderDecided read(UUID id, ResultSet row) throws SQLException {
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

    @Override
    String contradiction(ResultSet row, Event.OrderDecided decided) throws SQLException {
        var total = decided.order().total().minorUnits();
        if (row.getLong("total") != total) {
            return "its total " + row.getLong("total") + " differs from the sum of its lines";
        }
        return decided.outcome().name().equals(row.getString("status"))
                ? null
                : "its status " + row.getString("status") + " contradicts its reason " + row.getString("reason");
    }

    @Override
    long content(long hash, Event.OrderDecided decided) {
        var order = decided.order();
        var mixed = decided.refusal().isPresent()
                ? mix(hash, decided.refusal().get().code())
                : hash;
        mixed = mix(mix(mixed, order.customer().value()), order.currency().getCurrencyCode());
        mixed = mix(mixed, order.acceptedAt());
        for (var line : order.lines()) {
            mixed = mix(mix(mixed, line.product().value()), line.quantity());
            mixed = mix(mixed, line.unitPrice().minorUnits());
        }
        return mixed;
    }
}
