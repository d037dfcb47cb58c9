package semel.projection;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Tells the group how far events are applied. Not the connector's doing: its commit is sent and forgotten, and a failed last
 * one would leave the group behind until somebody orders again.
 * @see "docs/decisions/0005-projection-acks-after-the-database.md"
 */
@ApplicationScoped
class AppliedOffsets {
    private static final Logger LOG = Logger.getLogger(AppliedOffsets.class);

    private final KafkaClientService clients;

    AppliedOffsets(KafkaClientService clients) {
        this.clients = clients;
    }

    /** @return when the offsets are committed, or are no longer ours to commit; fails where the broker did not answer */
    Uni<Void> commit(IncomingKafkaRecordBatchMetadata<byte[], byte[]> batch) {
        KafkaConsumer<byte[], byte[]> channel = clients.getConsumer(batch.getChannel());
        return channel.runOnPollingThread(consumer -> {
            commit(consumer, batch.getConsumerGroupGenerationId(), offsetsNext(batch));
        });
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsetsNext(
            IncomingKafkaRecordBatchMetadata<byte[], byte[]> batch) {
        var next = new HashMap<TopicPartition, OffsetAndMetadata>();
        batch.getOffsets().forEach((partition, last) -> next.put(partition, new OffsetAndMetadata(last.offset() + 1)));
        return next;
    }

    private static void commit(
            Consumer<byte[], byte[]> consumer, int generation, Map<TopicPartition, OffsetAndMetadata> next) {
        // After a rebalance everybody starts from the committed offsets, so these records come again, here or
        // elsewhere; and a
        // late commit would put the group back behind what the new owner has committed.
        if (consumer.groupMetadata().generationId() != generation) {
            LOG.infof("offsets left to the next generation generation=%s offsets=%s", generation, next);
            return;
        }
        try {
            consumer.commitSync(next);
        } catch (CommitFailedException noLongerMember) {
            LOG.infof("offsets left to the next member generation=%s offsets=%s", generation, next);
        }
    }
}
