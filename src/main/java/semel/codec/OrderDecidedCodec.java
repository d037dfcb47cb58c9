package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import semel.order.Event;
import semel.order.Order;
import semel.order.Outcome;
import semel.order.Reason;

/** Writes and reads the records in {@code orders} (key: the order id). */
final class OrderDecidedCodec extends KindCodec<Event.OrderDecided> {
    static final OrderDecidedCodec CODEC = new OrderDecidedCodec();

    private OrderDecidedCodec() {
        super("semel.order.decided");
    }

    @Override
    byte[] key(Event.OrderDecided event) {
        return OrderCodec.key(event.order().id());
    }

    @Override
    void write(JsonGenerator json, Event.OrderDecided event) throws IOException {
        OrderCodec.writeOrder(json, event.order());
        json.writeNumberField("total", event.order().total().minorUnits());
        json.writeStringField("status", event.outcome().name());
        json.writeStringField("reason", event.refusal().map(Reason::code).orElse(null));
    }

    @Override
    Parsed<Event.OrderDecided> read(JsonFields fields) {
        var outcome = fields.text("status", KindCodec::outcome);
        var reason = fields.isNull("reason") ? null : fields.text("reason", Reason::new);
        var at = fields.instant("decidedAt");
        if (outcome != null && (outcome == Outcome.REFUSED) != (reason != null)) {
            fields.violated("reason", "must be set if and only if the order is refused");
        }
        var order = OrderCodec.order(fields);
        return fields.build(
                () -> new Event.OrderDecided(((Parsed.Valid<Order>) order).value(), Optional.ofNullable(reason), at));
    }
}
