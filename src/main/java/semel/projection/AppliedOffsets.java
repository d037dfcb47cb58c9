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
 * Tells the group how far events are applied. Not the connector's doing: its commit is sent and forgotten, and a failed last
 * one would leave the group behind until somebody orders again.
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

    /** @return when the offsets are committed, or are no longer ours to commit; fails where the broker did not answer */
    Uni<Void> commit(OffsetCommits.AppliedUpTo applied) {
        var next = offsets(applied.next());
        // It left the group, and attempts would only queue up on the thread that it keeps.
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
        // After a rebalance everybody starts from the committed offsets, so these records come again, here or
        // elsewhere; and a
        // late commit would put the group back behind what the new owner has committed.
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
