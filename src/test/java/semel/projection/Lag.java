package semel.projection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import semel.wire.Topics;

/** How many events the group has not committed yet, by partition. Read, not reckoned: control records take offsets too. */
public final class Lag {
    private Lag() {}

    public static Map<String, Integer> of(String bootstrapServers, Topics topics) {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
                var reader = new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var committed = admin.listConsumerGroupOffsets(topics.prefix().orElse("") + "semel-projection")
                    .partitionsToOffsetAndMetadata()
                    .get();
            var partitions = List.of(topics.orders(), topics.inventory(), topics.notifications()).stream()
                    .flatMap(topic -> reader.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .collect(Collectors.toSet());
            reader.assign(partitions);
            var ends = reader.endOffsets(partitions);
            var lag = new TreeMap<String, Integer>();
            for (var partition : partitions) {
                reader.assign(List.of(partition));
                reader.seek(
                        partition,
                        committed.containsKey(partition) && committed.get(partition) != null
                                ? committed.get(partition).offset()
                                : 0);
                while (reader.position(partition) < ends.get(partition)) {
                    var records = reader.poll(Duration.ofMillis(200)).count();
                    if (records > 0) {
                        lag.merge(partition.toString(), records, Integer::sum);
                    }
                }
            }
            return lag;
        } catch (ExecutionException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
