package semel.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks whether a stretch of a partition holds a record for a read_committed reader. Offsets cannot tell: each transaction ends
 * with a control record, and an aborted one leaves nothing else, so a group that is through stands below the end. Blocks.
 */
public final class VisibleRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> reader;

    public VisibleRecords(Map<String, Object> broker) {
        var settings = settings(broker, IsolationLevel.READ_COMMITTED);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16_384);
        reader = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Of a reader that belongs to no group: it must not be seen, nor move anything. */
    public static Map<String, Object> settings(Map<String, Object> broker, IsolationLevel isolation) {
        var settings = new HashMap<>(broker);
        settings.keySet().retainAll(ConsumerConfig.configNames());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // At the end of a partition the broker would hold the fetch for half a second, and the next partition's behind
        // it.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        return settings;
    }

    /**
     * @return the first visible offset in [from, to), if any; none where it was deleted
     * @throws IllegalStateException if the broker does not answer
     */
    public OptionalLong firstIn(TopicPartition partition, long from, long to) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            reader.assign(List.of(partition));
            reader.seek(partition, from);
            while (reader.position(partition) < to) {
                var offset = reader.poll(POLL).records(partition).stream()
                        .mapToLong(ConsumerRecord::offset)
                        .findFirst();
                if (offset.isPresent()) {
                    return offset.getAsLong() < to ? offset : OptionalLong.empty();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                            partition + " could not be read from offset " + from + " within " + PATIENCE);
                }
            }
            return OptionalLong.empty();
        } catch (OffsetOutOfRangeException deleted) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
