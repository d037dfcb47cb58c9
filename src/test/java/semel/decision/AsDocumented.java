package semel.decision;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Publishes as the connector's documentation shows: the block gets the received batch, the records go to its emitter, and its
 * success is believed.
 */
public final class AsDocumented {
    private AsDocumented() {}

    public static Uni<Void> publish(
            KafkaTransactions<byte[]> transactions, List<ProducerRecord<byte[], byte[]>> records, Batch batch) {
        return transactions.withTransaction(message(batch), emitter -> {
            records.forEach(record -> emitter.send(message(record)));
            return sent();
        });
    }

    /** The last step of the block: a point at which business code can fail. */
    private static Uni<Void> sent() {
        return Uni.createFrom().voidItem();
    }

    private static Message<byte[]> message(ProducerRecord<byte[], byte[]> record) {
        return Message.of(
                record.value(),
                Metadata.of(OutgoingKafkaRecordMetadata.<byte[]>builder()
                        .withTopic(record.topic())
                        .withKey(record.key())
                        .withHeaders(record.headers())
                        .build()));
    }

    /** A batch as the connector delivers it: with the offsets of its last records and the generation of the poll. */
    static Message<Object> message(Batch batch) {
        var last = new HashMap<TopicPartition, OffsetAndMetadata>();
        batch.offsets().forEach((partition, next) -> last.put(partition, new OffsetAndMetadata(next.offset() - 1)));
        var metadata = new IncomingKafkaRecordBatchMetadata<>(
                ConsumerRecords.empty(), Emission.INPUT, -1, last, batch.generation());
        return Message.of(new Object(), Metadata.of(metadata));
    }
}
