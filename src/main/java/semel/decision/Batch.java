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
 * The records that one transaction decides and publishes: a poll or a part of it, in offset order within each partition.
 *
 * @param deliveries 1 or more
 * @param first the batch's first offset in each partition; everything before it is published
 * @param offsets the offset to commit in each partition: after its last record and the control records that follow
 * @param generation of the consumer group at the poll: only this generation may commit the offsets
 */
record Batch(
        List<Delivery> deliveries,
        Map<TopicPartition, Long> first,
        Map<TopicPartition, OffsetAndMetadata> offsets,
        int generation) {
    /** The contents that can be decided, in batch order. */
    List<Content.Decidable> decidable() {
        return deliveries.stream()
                .map(Delivery::content)
                .filter(Content.Decidable.class::isInstance)
                .map(Content.Decidable.class::cast)
                .toList();
    }

    /** Decodes the records of a poll or of a part of it. */
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
