package semel.command;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import semel.kafka.StandaloneConsumer;

/** Reads partitions between two offsets, as a read_committed consumer sees them. */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;

    public TopicReader(Map<String, Object> broker) {
        consumer = new KafkaConsumer<>(
                StandaloneConsumer.settings(broker, IsolationLevel.READ_COMMITTED),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Reads up to the end of each partition, as it is when this method is called.
     *
     * @param from the first offset of each partition; deleted records are skipped
     */
    public void toTheEnd(Map<TopicPartition, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        read(from, consumer.endOffsets(from.keySet()), each);
    }

    /**
     * @param from the first offset of each partition; deleted records are skipped
     * @param to the offset after the last of each partition
     * @throws IllegalStateException if no record is read for 60 s, for example because a transaction is open
     */
    public void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        var starts = consumer.beginningOffsets(from.keySet());
        var left = new HashMap<>(to);
        left.keySet().retainAll(from.keySet());
        consumer.assign(from.keySet());
        from.forEach((partition, offset) -> consumer.seek(partition, Math.max(offset, starts.get(partition))));
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            consumer.pause(from.keySet().stream()
                    .filter(partition -> !left.containsKey(partition))
                    .toList());
            if (left.isEmpty()) return;
            var records = consumer.poll(POLL);
            if (!records.isEmpty()) deadline = System.nanoTime() + PATIENCE.toNanos();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "no more records could be read of " + left.keySet() + ": is a transaction open there?");
            }
            for (var record : records) {
                if (record.offset() < to.get(new TopicPartition(record.topic(), record.partition())))
                    each.accept(record);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
