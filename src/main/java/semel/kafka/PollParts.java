package semel.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Splits the records of a poll into parts of bounded bytes: decoded records take a multiple of their bytes in memory, and a poll is bounded
 * only by its number of records.
 *
 * @see "docs/explanation/decisions/0025-bounded-work-and-bounded-retries.md"
 */
public final class PollParts {
    /** The estimated length of a header's name: reading the name would decode it. */
    private static final int HEADER_NAME = 16;

    private PollParts() {}

    /**
     * @param maxBytes of keys, values and headers in one part; a part of one record may have more
     * @return consecutive parts, each partition's records in offset order. A partition's next offset follows its last record in the part;
     *     in the partition's last part it is the poll's next offset. Partitions without records are in the last part
     */
    public static List<ConsumerRecords<byte[], byte[]>> of(ConsumerRecords<byte[], byte[]> polled, long maxBytes) {
        var parts = new ArrayList<ConsumerRecords<byte[], byte[]>>();
        var part = new LinkedHashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        var bytes = 0L;
        for (var partition : polled.partitions()) {
            for (var record : polled.records(partition)) {
                if (!part.isEmpty() && bytes + bytes(record) > maxBytes) {
                    parts.add(of(polled, part, Map.of()));
                    part = new LinkedHashMap<>();
                    bytes = 0;
                }
                part.computeIfAbsent(partition, first -> new ArrayList<>()).add(record);
                bytes += bytes(record);
            }
        }
        if (!part.isEmpty()) {
            parts.add(of(polled, part, withoutRecords(polled)));
        }
        return parts;
    }

    /** The next offsets of partitions in which the poll passed only control records. */
    private static Map<TopicPartition, OffsetAndMetadata> withoutRecords(ConsumerRecords<byte[], byte[]> polled) {
        var next = new LinkedHashMap<>(polled.nextOffsets());
        next.keySet().removeAll(polled.partitions());
        return next;
    }

    private static ConsumerRecords<byte[], byte[]> of(
            ConsumerRecords<byte[], byte[]> polled,
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> part,
            Map<TopicPartition, OffsetAndMetadata> others) {
        var next = new LinkedHashMap<>(others);
        part.forEach((partition, records) -> next.put(partition, next(polled, partition, last(records))));
        return new ConsumerRecords<>(part, next);
    }

    private static OffsetAndMetadata next(
            ConsumerRecords<byte[], byte[]> polled, TopicPartition partition, ConsumerRecord<byte[], byte[]> last) {
        var behind = new OffsetAndMetadata(last.offset() + 1);
        return last == last(polled.records(partition)) ? polled.nextOffsets().getOrDefault(partition, behind) : behind;
    }

    private static <T> T last(List<T> all) {
        return all.get(all.size() - 1);
    }

    /** The bytes of keys, values and headers. */
    static long bytes(ConsumerRecords<byte[], byte[]> records) {
        var bytes = 0L;
        for (var record : records) {
            bytes += bytes(record);
        }
        return bytes;
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        long bytes = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            bytes += HEADER_NAME + length(header.value());
        }
        return bytes;
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
