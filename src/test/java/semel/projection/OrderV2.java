package semel.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import semel.codec.EventCodec;
import semel.codec.Parsed;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;

/**
 * A possible second version of a decided order, incompatible with the first: the total contains its currency, and one field replaces
 * status and reason.
 *
 * @param version version of the record that was read
 */
record OrderV2(String orderId, long amount, String currency, String refusedFor, int version) {
    static final String TYPE = "semel.order.decided.v2";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The record in the second version: it has the key and event id of the first version, and another type. */
    static ProducerRecord<byte[], byte[]> encode(Event.OrderDecided event, TopicsConfig topics) {
        var first = EventCodec.encode(topics, event, new Coordinates("orders-in", 0, 0));
        var value = JSON.createObjectNode().put("schema", 2);
        value.put("orderId", event.order().id().toString());
        value.putObject("total")
                .put("amount", event.order().total().minorUnits())
                .put("currency", event.order().currency().getCurrencyCode());
        value.put("refusedFor", event.refusal().map(reason -> reason.code()).orElse(null));
        var record = new ProducerRecord<>(
                first.topic(), null, first.key(), value.toString().getBytes(UTF_8), first.headers());
        record.headers().remove("ce_type").add("ce_type", TYPE.getBytes(UTF_8));
        return record;
    }

    /** The record as a consumer receives it. */
    static ConsumerRecord<byte[], byte[]> at(ProducerRecord<byte[], byte[]> sent, int partition, long offset) {
        var key = sent.key();
        var value = sent.value();
        return new ConsumerRecord<>(
                sent.topic(),
                partition,
                offset,
                0,
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                sent.headers(),
                java.util.Optional.empty());
    }

    /** Reads both versions: keeps the first record of each event id, which is the newest version. */
    static Map<String, OrderV2> read(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        var orders = new LinkedHashMap<String, OrderV2>();
        for (var record : records) {
            var id = header(record, "ce_id");
            var type = header(record, "ce_type");
            if (TYPE.equals(type)) {
                orders.putIfAbsent(id, decodeV2(record.value()));
            } else if ("semel.order.decided.v1".equals(type)) {
                orders.putIfAbsent(id, decodeV1(record));
            }
        }
        return orders;
    }

    private static OrderV2 decodeV2(byte[] value) {
        JsonNode order;
        try {
            order = JSON.readTree(value);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
        return new OrderV2(
                order.get("orderId").textValue(),
                order.at("/total/amount").longValue(),
                order.at("/total/currency").textValue(),
                order.get("refusedFor").textValue(),
                2);
    }

    private static OrderV2 decodeV1(ConsumerRecord<byte[], byte[]> record) {
        var parsed = EventCodec.decode(EventId.Kind.ORDER, record.key(), record.value());
        var event = (Event.OrderDecided) ((Parsed.Valid<? extends Event>) parsed).value();
        return new OrderV2(
                event.order().id().toString(),
                event.order().total().minorUnits(),
                event.order().currency().getCurrencyCode(),
                event.refusal().map(reason -> reason.code()).orElse(null),
                1);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
