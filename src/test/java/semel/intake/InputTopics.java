package semel.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.codec.OrderCodec;
import semel.kafka.TopicsConfig;
import semel.kit.Witness;
import semel.order.OrderId;
import semel.sandbox.SandboxResource;

/** Reads orders-in and receipts-in as a read_committed consumer. */
@ApplicationScoped
class InputTopics {
    private final String prefix;
    private final Admin admin;
    private final TopicsConfig names;

    InputTopics(
            @ConfigProperty(name = "semel.topics.prefix") Instance<String> prefix, Admin admin, TopicsConfig names) {
        this.prefix = prefix.get();
        this.admin = admin;
        this.names = names;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var witness = new Witness(SandboxResource.broker().bootstrapServers(), prefix)) {
            return witness.read(topic);
        }
    }

    /** Sum of the end offsets of both topics. */
    long ends() {
        try {
            var partitions = admin.describeTopics(names.inputs()).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Records of the order, with its duplicates. */
    List<ConsumerRecord<byte[], byte[]>> copiesOf(UUID order) {
        var key = new String(OrderCodec.key(new OrderId(order)), UTF_8);
        return read("orders-in").stream()
                .filter(record -> new String(record.key(), UTF_8).equals(key))
                .toList();
    }

    /** Records of the customer's orders, with duplicates. */
    List<ConsumerRecord<byte[], byte[]>> ordersOf(String customer) {
        return read("orders-in").stream()
                .filter(record -> new String(record.value(), UTF_8).contains("\"customerId\":\"" + customer + "\""))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> receiptsOf(String product) {
        return read("receipts-in").stream()
                .filter(record -> new String(record.key(), UTF_8).equals(product))
                .toList();
    }
}
