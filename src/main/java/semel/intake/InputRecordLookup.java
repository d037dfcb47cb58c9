package semel.intake;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.Coordinates;
import semel.kafka.VisibleRecords;

/** Reads a single input record by its coordinates. */
@ApplicationScoped
class InputRecordLookup {
    private final Map<String, Object> broker;

    InputRecordLookup(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /** @return empty if it was deleted; fails if the broker does not answer; reads on a worker thread */
    Uni<Optional<ConsumerRecord<byte[], byte[]>>> at(Coordinates at) {
        return Uni.createFrom().item(() -> read(at)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Optional<ConsumerRecord<byte[], byte[]>> read(Coordinates at) {
        try (var records = new VisibleRecords(broker)) {
            return records.firstIn(new TopicPartition(at.topic(), at.partition()), at.offset(), at.offset() + 1);
        }
    }
}
