package semel.proof;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import semel.kafka.StandaloneConsumer;

/**
 * Reads the records of one partition in [from, to), again at each iteration. An iteration must be completed before the consumer reads
 * anything else. Blocks.
 */
final class PartitionRecords<T> implements Iterable<T> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long from;
    private final long to;
    private final Function<ConsumerRecord<byte[], byte[]>, T> meaning;
    private final ReadProgress progress;

    /** @param from 0 for the oldest existing record */
    PartitionRecords(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long from,
            long to,
            Function<ConsumerRecord<byte[], byte[]>, T> meaning,
            ReadProgress progress) {
        this.consumer = consumer;
        this.partition = partition;
        this.from = from;
        this.to = to;
        this.meaning = meaning;
        this.progress = progress;
    }

    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> broker, IsolationLevel isolation) {
        var settings = StandaloneConsumer.settings(broker, isolation);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Iterator<T> iterator() {
        if (from >= to) {
            return Collections.emptyIterator();
        }
        consumer.assign(List.of(partition));
        if (from == 0) {
            consumer.seekToBeginning(List.of(partition)); // older records may be gone by retention
        } else {
            consumer.seek(partition, from);
        }
        return new RecordIterator();
    }

    private final class RecordIterator implements Iterator<T> {
        private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();

        /** Must poll, because offsets do not tell whether a record follows: there may be control records only. */
        @Override
        public boolean hasNext() {
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!polled.hasNext() && consumer.position(partition) < to) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(partition + " gave nothing from offset "
                            + consumer.position(partition) + " for " + PATIENCE);
                }
                polled = below(consumer.poll(POLL).records(partition)).iterator();
            }
            return polled.hasNext();
        }

        private List<ConsumerRecord<byte[], byte[]>> below(List<ConsumerRecord<byte[], byte[]>> records) {
            var isBelow = records.isEmpty() || records.get(records.size() - 1).offset() < to;
            return isBelow
                    ? records
                    : records.stream().filter(record -> record.offset() < to).toList();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            progress.step();
            return meaning.apply(polled.next());
        }
    }
}
