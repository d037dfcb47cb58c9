package semel.wire;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Commits the first offset of a partition that the group has never committed: at the first start, and for partitions added
 * later. With it {@code auto.offset.reset=none} works, so that a lost position is an error and never a silent jump.
 */
@ApplicationScoped
@Identifier("first-offsets")
public class FirstOffsets implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(FirstOffsets.class);

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var committed = consumer.committed(new HashSet<>(partitions));
        var unknown = partitions.stream()
                .filter(partition -> committed.get(partition) == null)
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        var first = new HashMap<TopicPartition, OffsetAndMetadata>();
        consumer.beginningOffsets(unknown)
                .forEach((partition, offset) -> first.put(partition, new OffsetAndMetadata(offset)));
        consumer.commitSync(first);
        LOG.infof(
                "first offsets committed group=%s offsets=%s",
                consumer.groupMetadata().groupId(), first.keySet());
    }
}
