package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.OrderId;

/** Writes and reads the records in {@code notifications} (key: the customer id). */
final class CustomerNotifiedCodec extends KindCodec<Event.CustomerNotified> {
    static final CustomerNotifiedCodec CODEC = new CustomerNotifiedCodec();

    private CustomerNotifiedCodec() {
        super("semel.customer.notified");
    }

    @Override
    byte[] key(Event.CustomerNotified event) {
        return MessageType.ascii(event.customer().value());
    }

    @Override
    void write(JsonGenerator json, Event.CustomerNotified event) throws IOException {
        json.writeStringField("orderId", event.order().toString());
        json.writeStringField("customerId", event.customer().value());
        json.writeStringField("kind", event.outcome().name());
    }

    @Override
    Parsed<Event.CustomerNotified> read(JsonFields fields) {
        var order = fields.uuid("orderId");
        var customer = fields.text("customerId", CustomerId::new);
        var outcome = fields.text("kind", KindCodec::outcome);
        var at = fields.instant("decidedAt");
        return fields.build(() -> new Event.CustomerNotified(new OrderId(order), customer, outcome, at));
    }
}
