package semel.intake;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import semel.wire.Coordinates;

/** Looks a single record of an input up, where it stands. Belongs to no group and moves nothing. */
@ApplicationScoped
class InputRecords {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> broker;

    InputRecords(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /** @return empty where it was deleted; fails where the broker does not answer; on a worker thread */
    Uni<Optional<ConsumerRecord<byte[], byte[]>>> at(Coordinates at) {
        return Uni.createFrom().item(() -> read(at)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Optional<ConsumerRecord<byte[], byte[]>> read(Coordinates at) {
        var partition = new TopicPartition(at.topic(), at.partition());
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var reader = new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            reader.assign(List.of(partition));
            reader.seek(partition, at.offset());
            while (System.nanoTime() - deadline < 0) {
                var records = reader.poll(POLL).records(partition);
                if (!records.isEmpty() || reader.position(partition) > at.offset()) {
                    return records.stream()
                            .filter(record -> record.offset() == at.offset())
                            .findFirst();
                }
            }
        } catch (OffsetOutOfRangeException deleted) {
            return Optional.empty();
        }
        throw new IllegalStateException(at + " could not be read within " + PATIENCE);
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<>(broker);
        settings.keySet().retainAll(ConsumerConfig.configNames());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return settings;
    }
}
