package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.Set;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Reads the body of {@code POST /orders}, and reads and writes the records in {@code orders-in} (key: the order id). */
public final class OrderCodec {
    private static final Set<String> REQUEST_FIELDS = Set.of("customerId", "currency", "lines");
    private static final Set<String> LINE_FIELDS = Set.of("productId", "quantity", "unitPrice");

    private OrderCodec() {}

    /** Reads a request body; intake adds id and time. Unknown fields are violations. */
    public static Parsed<Order> fromRequest(byte[] body, OrderId id, Instant acceptedAt) {
        return order(JsonFields.of(body).only(REQUEST_FIELDS), true, id, acceptedAt);
    }

    public static byte[] key(OrderId id) {
        return id.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] encode(Order order) {
        return JsonWriter.object(json -> {
            SchemaVersion.write(json);
            writeOrder(json, order);
        });
    }

    /** Reads a record of {@code orders-in}. Its key must be the order id: another key may lead to another partition, out of sequence. */
    public static Parsed<Order> decode(byte[] key, byte[] value) {
        var fields = JsonFields.of(value);
        SchemaVersion.check(fields);
        var parsed = order(fields);
        if (parsed instanceof Parsed.Valid<Order> valid
                && !Arrays.equals(key, key(valid.value().id()))) {
            fields.violated("orderId", "must be the record's key");
            return new Parsed.Invalid<>(fields.violations());
        }
        return parsed;
    }

    static Parsed<Order> order(JsonFields fields) {
        var id = fields.uuid("orderId");
        return order(fields, false, id == null ? null : new OrderId(id), fields.instant("acceptedAt"));
    }

    private static Parsed<Order> order(JsonFields fields, boolean isRequest, OrderId id, Instant acceptedAt) {
        var customer = fields.text("customerId", isRequest ? OrderCodec::customer : CustomerId::new);
        var currency = fields.text("currency", OrderCodec::currency);
        var lines = new ArrayList<OrderLine>();
        for (var line : fields.objects("lines", Order.MAX_LINES)) {
            if (isRequest) {
                line.only(LINE_FIELDS);
            }
            var product = line.text("productId", ProductId::new);
            var quantity = line.integer("quantity", 1, OrderLine.MAX_QUANTITY);
            var unitPrice = line.integer("unitPrice", 0, OrderLine.MAX_UNIT_PRICE);
            if (product != null && quantity != null && unitPrice != null && currency != null) {
                lines.add(new OrderLine(product, quantity.intValue(), new Money(unitPrice, currency)));
            }
        }
        return fields.build(() -> new Order(id, customer, currency, lines, acceptedAt));
    }

    static void writeOrder(JsonGenerator json, Order order) throws IOException {
        json.writeStringField("orderId", order.id().toString());
        json.writeStringField("customerId", order.customer().value());
        json.writeStringField("currency", order.currency().getCurrencyCode());
        json.writeFieldName("lines");
        writeLines(json, order);
        json.writeStringField("acceptedAt", order.acceptedAt().toString());
    }

    /** @return the lines as a JSON array, as {@link #encode} writes them */
    public static String lines(Order order) {
        return new String(JsonWriter.of(json -> writeLines(json, order)), StandardCharsets.UTF_8);
    }

    private static void writeLines(JsonGenerator json, Order order) throws IOException {
        json.writeStartArray();
        for (var line : order.lines()) {
            json.writeStartObject();
            json.writeStringField("productId", line.product().value());
            json.writeNumberField("quantity", line.quantity());
            json.writeNumberField("unitPrice", line.unitPrice().minorUnits());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * @return the request as JSON, without intake's id and time; equal for two bodies that differ only in white space, sequence of fields
     *     or escapes
     */
    public static byte[] canonical(Order order) {
        return JsonWriter.object(json -> {
            json.writeStringField("customerId", order.customer().value());
            json.writeStringField("currency", order.currency().getCurrencyCode());
            json.writeFieldName("lines");
            writeLines(json, order);
        });
    }

    private static CustomerId customer(String value) {
        var customer = new CustomerId(value);
        if (customer.isErased()) {
            throw new IllegalArgumentException("must not have the form of an erased customer's id");
        }
        return customer;
    }

    private static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("must be an ISO 4217 currency code");
        }
    }
}
