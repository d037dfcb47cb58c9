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

/** All records of a topic, as a read_committed reader sees them, in little memory: of each its id in 64 bits, and when the broker got it. */
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
                // At the end of a partition the broker would hold the fetch, and with it the answer about the others.
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

    /** Two different ids of ten million are the same in 64 bits once in 400,000 times. */
    long distinct() {
        return Arrays.stream(ids, 0, count).distinct().count();
    }

    /** Records a second, of those that came last. */
    double perSecondOfSecondHalf() {
        var sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        var half = count / 2;
        return half * 1e3 / Math.max(1, sorted[count - 1] - sorted[count - 1 - half]);
    }
}
