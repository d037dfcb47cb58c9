package semel.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.Receipt;
import semel.wire.Coordinates;
import semel.wire.EventCodec;
import semel.wire.OrderCodec;
import semel.wire.Parsed;
import semel.wire.ReceiptCodec;
import semel.wire.Topics;

/** What records say, as a history tells it. */
final class TopicRecords {
    private final Topics topics;

    TopicRecords(Topics topics) {
        this.topics = topics;
    }

    History.Arrival arrival(ConsumerRecord<byte[], byte[]> record) {
        return new History.Arrival(
                at(record),
                subject(record, record.topic()).orElse(null),
                Hash.record(record.topic().equals(topics.receiptsIn()), record.key(), record.value()),
                header(record, EventCodec.REDRIVE).flatMap(Coordinates::parse).orElse(null));
    }

    /** A record of an output topic; without its headers, or where it cannot be read, it is not the pipeline's. */
    Published published(ConsumerRecord<byte[], byte[]> record) {
        var source = header(record, EventCodec.SOURCE).flatMap(Coordinates::parse);
        var transaction = header(record, EventCodec.TRANSACTION).flatMap(TopicRecords::transaction);
        var isRedriven = header(record, EventCodec.REDRIVE).isPresent();
        if (source.isEmpty() || transaction.isEmpty()) {
            return unreadable(record);
        }
        return record.topic().equals(topics.deadLetters())
                ? new Published.DeadLetter(
                        at(record),
                        source.get(),
                        transaction.get(),
                        answered(record, source.get().topic()).orElse(null),
                        null,
                        isRedriven,
                        header(record, EventCodec.REASON).orElse(null),
                        header(record, "detail").orElse(null))
                : event(record)
                        .<Published>map(event -> new Published.Told(
                                at(record), source.get(), transaction.get(), event, null, isRedriven))
                        .orElseGet(() -> unreadable(record));
    }

    private static Published unreadable(ConsumerRecord<byte[], byte[]> record) {
        return new Published.Unreadable(at(record), Hash.record(false, record.key(), record.value()));
    }

    private Optional<Event> event(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.stream(EventId.Kind.values())
                .filter(kind -> topics.of(kind).equals(record.topic()))
                .map(kind -> EventCodec.decode(kind, record.key(), record.value()))
                .filter(Parsed.Valid.class::isInstance)
                .map(parsed -> (Event) ((Parsed.Valid<?>) parsed).value())
                .findFirst();
    }

    /** What was not accepted like this has the id of a request that its own record answers. */
    private Optional<UUID> answered(ConsumerRecord<byte[], byte[]> letter, String input) {
        return header(letter, EventCodec.REASON)
                .filter(reason -> !reason.equals(EventCodec.NOT_AS_ACCEPTED))
                .flatMap(reason -> subject(letter, input));
    }

    /** The id of the order or receipt that such a record carries in this input topic, if it can be read. */
    private Optional<UUID> subject(ConsumerRecord<byte[], byte[]> record, String input) {
        var parsed = input.equals(topics.receiptsIn())
                ? ReceiptCodec.decode(record.key(), record.value())
                : OrderCodec.decode(record.key(), record.value());
        if (!(parsed instanceof Parsed.Valid<?> valid)) {
            return Optional.empty();
        }
        return Optional.of(
                valid.value() instanceof Order order
                        ? order.id().value()
                        : ((Receipt) valid.value()).id().value());
    }

    private static Coordinates at(ConsumerRecord<byte[], byte[]> record) {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8));
    }

    /** {@code instance/run:counter:topic=records,…}; an instance may hold colons, a topic holds none of these. */
    private static Optional<Published.Transaction> transaction(String text) {
        try {
            var counts = text.lastIndexOf(':');
            var counter = text.lastIndexOf(':', counts - 1);
            var records = new TreeMap<String, Integer>();
            for (var count : text.substring(counts + 1).split(",")) {
                var parts = count.split("=", -1);
                records.put(parts[0], Integer.parseInt(parts[1]));
            }
            return Optional.of(new Published.Transaction(
                    text.substring(0, counter), Long.parseLong(text.substring(counter + 1, counts)), records));
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            return Optional.empty();
        }
    }
}
