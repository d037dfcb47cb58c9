package semel.decision;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import semel.codec.EventCodec;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.codec.ReceiptCodec;
import semel.codec.Sha256;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.operation.TraceHeaders;
import semel.order.Order;
import semel.order.Receipt;

/**
 * A decoded input record: its coordinates, its content, and its bytes for a dead letter.
 *
 * @param redriven coordinates of the dead letter's record that this one repeats, null if none
 * @param trace headers of its trace; every record that results from this one gets them
 * @see "docs/explanation/decisions/0012-a-dead-letter-is-redriven-by-a-copy.md"
 */
record Delivery(Coordinates at, Content content, byte[] key, byte[] value, Coordinates redriven, List<Header> trace) {
    /** Neither redriven nor traced. */
    Delivery(Coordinates at, Content content, byte[] key, byte[] value) {
        this(at, content, key, value, null, List.of());
    }

    static Delivery read(TopicsConfig topics, ConsumerRecord<byte[], byte[]> record) {
        return new Delivery(
                new Coordinates(record.topic(), record.partition(), record.offset()),
                contentOf(topics, record),
                record.key(),
                record.value(),
                redriven(record),
                TraceHeaders.of(record.headers()));
    }

    /** SHA-256 of the value in 64 hexadecimal digits. A readable value contains the key too. */
    String sha256() {
        return HexFormat.of().formatHex(Sha256.of(value));
    }

    private static Coordinates redriven(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader(EventCodec.REDRIVE);
        return header == null || header.value() == null
                ? null
                : Coordinates.parse(new String(header.value(), StandardCharsets.UTF_8))
                        .orElse(null);
    }

    private static Content contentOf(TopicsConfig topics, ConsumerRecord<byte[], byte[]> record) {
        var parsed = record.topic().equals(topics.receiptsIn())
                ? ReceiptCodec.decode(record.key(), record.value())
                : OrderCodec.decode(record.key(), record.value());
        if (parsed instanceof Parsed.Invalid<?> unreadable) {
            return new Content.Undecidable(unreadable.detail());
        }
        var value = ((Parsed.Valid<?>) parsed).value();
        return value instanceof Receipt receipt
                ? new Content.ReceiptArrived(receipt)
                : new Content.OrderPlaced((Order) value);
    }
}
