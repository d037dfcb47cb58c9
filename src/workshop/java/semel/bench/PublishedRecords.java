package semel.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all committed records of a topic, and keeps only a 64-bit id and the broker's time of each. */
final class PublishedRecords {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int FIRST = 1 << 16;

    private long[] ids = new long[FIRST];
    private long[] times = new long[FIRST];
    private int count;

    private PublishedRecords() {}

    static PublishedRecords in(RunSite site, String topic) {
        var published = new PublishedRecords();
        var settings = Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                site.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000,
                // At the end of a partition the broker would hold the whole fetch, also for the other partitions.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                5);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(published::add);
            }
        }
        return published;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            times = Arrays.copyOf(times, count * 2);
        }
        var header = record.headers().lastHeader("ce_id");
        var id = header == null ? record.key() : header.value();
        ids[count] = UUID.nameUUIDFromBytes(id).getMostSignificantBits();
        times[count++] = record.timestamp();
    }

    int count() {
        return count;
    }

    /** Among ten million ids, a collision in 64 bits has a probability of 1 in 400,000. */
    long distinct() {
        return Arrays.stream(ids, 0, count).distinct().count();
    }

    /** Records a second over the last records. */
    double perSecondOfSecondHalf() {
        var sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        var half = count / 2;
        return half * 1e3 / Math.max(1, sorted[count - 1] - sorted[count - 1 - half]);
    }
}
