package semel.projection;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import semel.kafka.Channels;
import semel.kafka.Parking;
import semel.kafka.TopicsConfig;

/**
 * Commits the offsets of applied events to the group. The connector does not wait for its own commits: after a failed last one, the
 * group would show lag until the next order.
 *
 * @see "docs/explanation/decisions/0005-projection-acks-after-the-database.md"
 */
@ApplicationScoped
class AppliedOffsets {
    private static final Logger LOG = Logger.getLogger(AppliedOffsets.class);

    private final KafkaClientService clients;
    private final Parking parking;
    private final TopicsConfig topics;

    AppliedOffsets(KafkaClientService clients, Parking parking, TopicsConfig topics) {
        this.clients = clients;
        this.parking = parking;
        this.topics = topics;
    }

    /**
     * @return completes when the offsets are committed, or skipped after a rebalance or while parked; fails if the broker does not answer
     */
    Uni<Void> commit(OffsetCommits.AppliedUpTo applied) {
        var next = offsets(applied.next());
        // A parked stage has left the group and blocks the polling thread, on which commits would queue up.
        if (parking.isParked(topics.projectionGroup())) {
            left(applied.generation(), next);
            return Uni.createFrom().voidItem();
        }
        KafkaConsumer<byte[], byte[]> channel = clients.getConsumer(Channels.TO_APPLY);
        return channel.runOnPollingThread(consumer -> {
            commit(consumer, applied.generation(), next);
        });
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> next) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        next.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        return offsets;
    }

    private static void commit(
            Consumer<byte[], byte[]> consumer, int generation, Map<TopicPartition, OffsetAndMetadata> next) {
        // After a rebalance each owner starts from the committed offsets, so these records are read again. A late
        // commit would set the group back behind the new owner's commit.
        if (consumer.groupMetadata().generationId() != generation) {
            left(generation, next);
            return;
        }
        try {
            consumer.commitSync(next);
        } catch (CommitFailedException noLongerMember) {
            LOG.infof("commit refused after a rebalance generation=%s offsets=%s", generation, next);
        }
    }

    private static void left(int generation, Map<TopicPartition, OffsetAndMetadata> next) {
        LOG.infof("commit skipped after a rebalance generation=%s offsets=%s", generation, next);
    }
}
