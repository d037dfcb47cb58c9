package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.ProductId;
import semel.order.Receipt;

/** Writes and reads the records in {@code inventory} (key: the product id). */
final class StockMovedCodec extends KindCodec<Event.StockMoved> {
    static final StockMovedCodec CODEC = new StockMovedCodec();

    private StockMovedCodec() {
        super("semel.stock.moved");
    }

    @Override
    byte[] key(Event.StockMoved event) {
        return ReceiptCodec.key(event.product());
    }

    @Override
    void write(JsonGenerator json, Event.StockMoved event) throws IOException {
        json.writeStringField("subject", event.id().subject().toString());
        json.writeNumberField("line", event.id().line());
        json.writeStringField("productId", event.product().value());
        json.writeNumberField("change", event.change());
        json.writeNumberField("number", event.number());
        json.writeNumberField("balance", event.balance());
    }

    @Override
    Parsed<Event.StockMoved> read(JsonFields fields) {
        var subject = fields.uuid("subject");
        var line = fields.integer("line", 0, Order.MAX_LINES);
        var product = fields.text("productId", ProductId::new);
        var change = fields.integer("change", -Receipt.MAX_QUANTITY, Receipt.MAX_QUANTITY);
        var number = fields.integer("number", 1, Long.MAX_VALUE);
        var balance = fields.integer("balance", 0, Long.MAX_VALUE);
        var at = fields.instant("decidedAt");
        return fields.build(() -> new Event.StockMoved(
                new EventId(subject, EventId.Kind.INVENTORY, line.intValue()), product, change, number, balance, at));
    }
}
