package semel.codec;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;

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

    /** How a kind is written and read. */
    static KindCodec<?> of(EventId.Kind kind) {
        return switch (kind) {
            case ORDER -> OrderDecidedCodec.CODEC;
            case INVENTORY -> StockMovedCodec.CODEC;
            case NOTIFICATION -> CustomerNotifiedCodec.CODEC;
        };
    }

    /** An event's kind tells its class. */
    @SuppressWarnings("unchecked")
    private static <E extends Event> KindCodec<E> of(E event) {
        return (KindCodec<E>) of(event.id().kind());
    }

    /** @return the record, byte-identical for the same event and source; keyed by order, product or customer id */
    public static ProducerRecord<byte[], byte[]> encode(TopicsConfig topics, Event event, Coordinates source) {
        var id = event.id();
        var record = new ProducerRecord<>(topics.of(id.kind()), key(event), value(event));
        MessageType.of(id.kind()).describe(record.headers(), id.subject(), id.toString());
        record.headers().add("ce_time", MessageType.ascii(event.at().toString()));
        record.headers().add(SOURCE, MessageType.ascii(source.toString()));
        return record;
    }

    private static byte[] key(Event event) {
        return of(event).key(event);
    }

    private static byte[] value(Event event) {
        return JsonWriter.object(json -> {
            SchemaVersion.write(json);
            of(event).write(json, event);
            json.writeStringField("decidedAt", event.at().toString());
        });
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
        return of(kind).read(fields);
    }
}
