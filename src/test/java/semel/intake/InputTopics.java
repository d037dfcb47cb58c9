package semel.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.kit.Witness;
import semel.order.OrderId;
import semel.sandbox.SandboxResource;
import semel.wire.OrderCodec;

/** orders-in and receipts-in, as any read_committed consumer sees them. */
@ApplicationScoped
class InputTopics {
    private final String prefix;

    InputTopics(@ConfigProperty(name = "semel.topics.prefix") Instance<String> prefix) {
        this.prefix = prefix.get();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var witness = new Witness(SandboxResource.broker().bootstrapServers(), prefix)) {
            return witness.read(topic);
        }
    }

    /** Each copy of the order. */
    List<ConsumerRecord<byte[], byte[]>> copiesOf(UUID order) {
        var key = new String(OrderCodec.key(new OrderId(order)), UTF_8);
        return read("orders-in").stream()
                .filter(record -> new String(record.key(), UTF_8).equals(key))
                .toList();
    }

    /** Every order whose customer is this one, however often it stands there. */
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
