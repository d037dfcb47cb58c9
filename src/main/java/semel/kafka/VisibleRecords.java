package semel.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds the first record that a read_committed reader sees in a range of offsets. Offsets alone do not show it: control records and aborted
 * records have offsets too, so even a group without a backlog may be below the end. Blocks.
 */
public final class VisibleRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> reader;

    /** @param broker the settings of all clients */
    public VisibleRecords(Map<String, Object> broker) {
        var settings = StandaloneConsumer.settings(broker, IsolationLevel.READ_COMMITTED);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16_384);
        reader = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * @return the first visible record in [from, to); empty if there is none, or if {@code from} was deleted
     * @throws TimeoutException if the broker does not answer
     */
    public Optional<ConsumerRecord<byte[], byte[]>> firstIn(TopicPartition partition, long from, long to) {
        try {
            return read(partition, from, to);
        } catch (OffsetOutOfRangeException deleted) {
            return Optional.empty();
        }
    }

    /**
     * @return the offset of the first visible record in [from, to), or {@code to} if there is none; {@code from} if offsets were deleted,
     *     because their content is unknown
     * @throws TimeoutException if the broker does not answer
     */
    long passable(TopicPartition partition, long from, long to) {
        try {
            return read(partition, from, to).map(ConsumerRecord::offset).orElse(to);
        } catch (OffsetOutOfRangeException deleted) {
            return from;
        }
    }

    private Optional<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long from, long to) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        reader.assign(List.of(partition));
        reader.seek(partition, from);
        while (reader.position(partition) < to) {
            var record = reader.poll(POLL).records(partition).stream().findFirst();
            if (record.isPresent()) {
                return record.filter(first -> first.offset() < to);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException(
                        partition + " could not be read from offset " + from + " within " + PATIENCE);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        reader.close();
    }
}
