package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Reason;
import semel.order.Receipt;

/** Encodes and decodes events: one topic per kind, JSON values, CloudEvents attributes in the headers (binary mode). */
public final class EventCodec {
    /** Header: the input record of the event, {@code topic:partition:offset}. */
    public static final String SOURCE = "src";

    /** Header: the transaction that the record was published in, {@code instance:counter:topic=records,…}. */
    public static final String TRANSACTION = "tx";

    /** Header of a redriven copy and of its outputs: the coordinates of the dead record, {@code topic:partition:offset}. */
    public static final String REDRIVE = "redrive";

    /** Header of a dead letter: why the record cannot be decided. */
    public static final String REASON = "reason";

    private EventCodec() {}

    /** @return the record, byte-identical for the same event and source; keyed by order, product or customer id */
    public static ProducerRecord<byte[], byte[]> encode(TopicsConfig topics, Event event, Coordinates source) {
        var id = event.id();
        var record = new ProducerRecord<>(topics.of(id.kind()), key(event), value(event));
        MessageType.of(id.kind()).describe(record.headers(), id.subject(), id.toString());
        record.headers().add("ce_time", ascii(event.at().toString()));
        record.headers().add(SOURCE, ascii(source.toString()));
        return record;
    }

    private static byte[] value(Event event) {
        if (event instanceof Event.OrderDecided decided) {
            return order(decided);
        }
        if (event instanceof Event.StockMoved moved) {
            return movement(moved);
        }
        if (event instanceof Event.CustomerNotified notified) {
            return notification(notified);
        }
        throw new IllegalStateException("an event of an unknown kind: " + event.id());
    }

    private static byte[] key(Event event) {
        if (event instanceof Event.OrderDecided decided) {
            return OrderCodec.key(decided.order().id());
        }
        if (event instanceof Event.StockMoved moved) {
            return ReceiptCodec.key(moved.product());
        }
        if (event instanceof Event.CustomerNotified notified) {
            return ascii(notified.customer().value());
        }
        throw new IllegalStateException("an event of an unknown kind: " + event.id());
    }

    private static byte[] order(Event.OrderDecided event) {
        return JsonWriter.object(json -> {
            SchemaVersion.write(json);
            OrderCodec.writeOrder(json, event.order());
            json.writeNumberField("total", event.order().total().minorUnits());
            json.writeStringField("status", event.outcome().name());
            if (event.refusal().isPresent()) {
                json.writeStringField("reason", event.refusal().get().code());
            } else {
                json.writeNullField("reason");
            }
            writeTime(json, event);
        });
    }

    private static byte[] movement(Event.StockMoved event) {
        return JsonWriter.object(json -> {
            SchemaVersion.write(json);
            json.writeStringField("subject", event.id().subject().toString());
            json.writeNumberField("line", event.id().line());
            json.writeStringField("productId", event.product().value());
            json.writeNumberField("change", event.change());
            json.writeNumberField("number", event.number());
            json.writeNumberField("balance", event.balance());
            writeTime(json, event);
        });
    }

    private static byte[] notification(Event.CustomerNotified event) {
        return JsonWriter.object(json -> {
            SchemaVersion.write(json);
            json.writeStringField("orderId", event.order().toString());
            json.writeStringField("customerId", event.customer().value());
            json.writeStringField("kind", event.outcome().name());
            writeTime(json, event);
        });
    }

    private static void writeTime(JsonGenerator json, Event event) throws IOException {
        json.writeStringField("decidedAt", event.at().toString());
    }

    /**
     * Reads a record of the topic that carries events of this kind. Its key must be the one that {@link #encode} sets: with another key
     * the record would be in another partition, and out of order for its order, product or customer.
     */
    public static Parsed<? extends Event> decode(EventId.Kind kind, byte[] key, byte[] value) {
        var parsed = decode(kind, value);
        return parsed instanceof Parsed.Valid<? extends Event> valid && !Arrays.equals(key, key(valid.value()))
                ? new Parsed.Invalid<>(List.of(new Violation("", "must match the record's key")))
                : parsed;
    }

    /**
     * Whether the headers of a record of this topic name a later version. Readers skip such a record, because the writer publishes the
     * current version too.
     *
     * @see "docs/explanation/decisions/0013-a-breaking-change-is-a-new-type.md"
     */
    public static boolean isOfLaterVersion(EventId.Kind kind, Headers headers) {
        return MessageType.of(kind).isOfLaterVersion(headers);
    }

    /** Reads the value alone. */
    public static Parsed<? extends Event> decode(EventId.Kind kind, byte[] value) {
        var fields = JsonFields.of(value);
        SchemaVersion.check(fields);
        return switch (kind) {
            case ORDER -> decodeOrder(fields);
            case INVENTORY -> decodeMovement(fields);
            case NOTIFICATION -> decodeNotification(fields);
        };
    }

    private static Parsed<Event.OrderDecided> decodeOrder(JsonFields fields) {
        var outcome = fields.text("status", EventCodec::outcome);
        var reason = fields.isNull("reason") ? null : fields.text("reason", Reason::new);
        var at = fields.instant("decidedAt");
        if (outcome != null && (outcome == Outcome.REFUSED) != (reason != null)) {
            fields.violated("reason", "must be set if and only if the order is refused");
        }
        var order = OrderCodec.order(fields);
        return fields.build(
                () -> new Event.OrderDecided(((Parsed.Valid<Order>) order).value(), Optional.ofNullable(reason), at));
    }

    private static Parsed<Event.StockMoved> decodeMovement(JsonFields fields) {
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

    private static Parsed<Event.CustomerNotified> decodeNotification(JsonFields fields) {
        var order = fields.uuid("orderId");
        var customer = fields.text("customerId", CustomerId::new);
        var outcome = fields.text("kind", EventCodec::outcome);
        var at = fields.instant("decidedAt");
        return fields.build(() -> new Event.CustomerNotified(new OrderId(order), customer, outcome, at));
    }

    private static Outcome outcome(String text) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.name().equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(Outcome.values()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
