package semel.decision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.TopicsConfig;

/**
 * The records that one transaction publishes: those of a poll, or a part of them, in offset order within each partition.
 *
 * @param deliveries n >= 1
 * @param first for each partition the first offset in it: all before it is published
 * @param offsets for each partition the offset to commit (last + 1), with the control markers behind the last record
 * @param generation of the consumer group when the records were polled: the only one that may commit them
 */
record Batch(
        List<Delivery> deliveries,
        Map<TopicPartition, Long> first,
        Map<TopicPartition, OffsetAndMetadata> offsets,
        int generation) {
    /** The deliveries that hold something to decide. */
    List<Content.Decidable> decidable() {
        return deliveries.stream()
                .map(Delivery::content)
                .filter(Content.Decidable.class::isInstance)
                .map(Content.Decidable.class::cast)
                .toList();
    }

    /** Reads the records. */
    static Batch of(TopicsConfig topics, ConsumerRecords<byte[], byte[]> part, int generation) {
        var deliveries = new ArrayList<Delivery>(part.count());
        var first = new HashMap<TopicPartition, Long>();
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var partition : part.partitions()) {
            var records = part.records(partition);
            records.forEach(record -> deliveries.add(Delivery.read(topics, record)));
            first.put(partition, records.get(0).offset());
            var last = new OffsetAndMetadata(records.get(records.size() - 1).offset() + 1);
            offsets.put(partition, part.nextOffsets().getOrDefault(partition, last));
        }
        return new Batch(List.copyOf(deliveries), Map.copyOf(first), Map.copyOf(offsets), generation);
    }
}
