package semel.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.codec.DeadLetterReason;
import semel.codec.EventCodec;
import semel.codec.InputRecord;
import semel.codec.Parsed;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;

/** Decodes Kafka records for a history. */
final class TopicRecords {
    private final String receiptsIn;
    private final String deadLetters;
    private final List<String> inputs;
    private final Map<String, EventId.Kind> kinds;
    /** Cached, because records of one transaction are adjacent. */
    private byte[] lastHeader = {};

    private Optional<OutputRecord.Transaction> lastTransaction = Optional.empty();

    TopicRecords(TopicsConfig topics) {
        this.receiptsIn = topics.receiptsIn();
        this.deadLetters = topics.deadLetters();
        this.inputs = topics.inputs();
        this.kinds = topics.kinds();
    }

    History.InputEntry arrival(ConsumerRecord<byte[], byte[]> record) {
        return new History.InputEntry(
                at(record),
                subject(record, record.topic()).orElse(null),
                ContentHash.record(record.topic().equals(receiptsIn), record.key(), record.value()),
                coordinates(header(record, EventCodec.REDRIVE)).orElse(null));
    }

    /** Decodes a record of an output topic; one that is unreadable or lacks the headers is not the pipeline's. */
    OutputRecord published(ConsumerRecord<byte[], byte[]> record) {
        byte[] src = null;
        byte[] tx = null;
        byte[] redrive = null;
        // The last header of a name counts. A look-up by name would scan all headers each time.
        for (var header : record.headers()) {
            switch (header.key()) {
                case EventCodec.SOURCE -> src = header.value();
                case EventCodec.TRANSACTION -> tx = header.value();
                case EventCodec.REDRIVE -> redrive = header.value();
                default -> {}
            }
        }
        var source = coordinates(src);
        var transaction = transaction(tx);
        if (source.isEmpty() || transaction.isEmpty()) {
            return unreadable(record);
        }
        if (record.topic().equals(deadLetters)) {
            return new OutputRecord.DeadLetter(
                    at(record),
                    source.get(),
                    transaction.get(),
                    answered(record, source.get().topic()).orElse(null),
                    null,
                    redrive != null,
                    text(header(record, EventCodec.REASON)),
                    text(header(record, "detail")));
        }
        return EventCodec.decode(kinds.get(record.topic()), record.key(), record.value())
                        instanceof Parsed.Valid<? extends Event> valid
                ? new OutputRecord.PublishedEvent(
                        at(record), source.get(), transaction.get(), valid.value(), null, redrive != null)
                : unreadable(record);
    }

    /** Decodes the record only when needed. */
    History.LazyRecord seen(ConsumerRecord<byte[], byte[]> record) {
        return new History.LazyRecord() {
            @Override
            public long offset() {
                return record.offset();
            }

            @Override
            public OutputRecord published() {
                return TopicRecords.this.published(record);
            }
        };
    }

    private static OutputRecord unreadable(ConsumerRecord<byte[], byte[]> record) {
        return new OutputRecord.ForeignRecord(at(record), ContentHash.record(false, record.key(), record.value()));
    }

    /** Empty for a record that is not as accepted, or older than the horizon: another record with the same id answers the request. */
    private Optional<UUID> answered(ConsumerRecord<byte[], byte[]> letter, String input) {
        return Optional.ofNullable(text(header(letter, EventCodec.REASON)))
                .filter(reason -> !DeadLetterReason.CLAIM_NOTHING.contains(reason))
                .flatMap(reason -> subject(letter, input));
    }

    /** The id of the order or receipt in such a record of this input topic, if it can be read. */
    private Optional<UUID> subject(ConsumerRecord<byte[], byte[]> record, String input) {
        return InputRecord.subject(input.equals(receiptsIn), record.key(), record.value());
    }

    private static Coordinates at(ConsumerRecord<byte[], byte[]> record) {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    /** @return null if there is none */
    private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    private static String text(byte[] header) {
        return header == null ? null : new String(header, StandardCharsets.UTF_8);
    }

    private Optional<Coordinates> coordinates(byte[] header) {
        return Optional.ofNullable(text(header)).flatMap(Coordinates::parse).map(this::named);
    }

    /** Uses one string per topic, whose hash code is cached. */
    private Coordinates named(Coordinates at) {
        for (var input : inputs) {
            if (input.equals(at.topic())) {
                return new Coordinates(input, at.partition(), at.offset());
            }
        }
        return at;
    }

    private Optional<OutputRecord.Transaction> transaction(byte[] header) {
        if (header == null) {
            return Optional.empty();
        }
        if (!Arrays.equals(header, lastHeader)) {
            lastTransaction = transaction(text(header));
            lastHeader = header;
        }
        return lastTransaction;
    }

    /** {@code instance/run:counter:topic=records,…}; an instance may contain colons, a topic none of these characters. */
    private static Optional<OutputRecord.Transaction> transaction(String text) {
        try {
            var counts = text.lastIndexOf(':');
            var counter = text.lastIndexOf(':', counts - 1);
            var records = new TreeMap<String, Integer>();
            for (var count : text.substring(counts + 1).split(",")) {
                var parts = count.split("=", -1);
                records.put(parts[0], Integer.parseInt(parts[1]));
            }
            return Optional.of(new OutputRecord.Transaction(
                    text.substring(0, counter), Long.parseLong(text.substring(counter + 1, counts)), records));
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            return Optional.empty();
        }
    }
}
