package semel.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Selects the settings of one kind of Kafka client from those of all clients. Pure. */
final class ClientSettings {
    private static final Set<String> DEFINED_BY_KAFKA = Stream.of(
                    AdminClientConfig.configNames(), ConsumerConfig.configNames(), ProducerConfig.configNames())
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private ClientSettings() {}

    /**
     * Removes only keys that Kafka defines for other kinds of clients. A key unknown to Kafka stays: plug-ins (TLS engines, login
     * handlers, metrics reporters) read their own keys.
     *
     * @param own the keys that Kafka defines for this kind of client
     */
    static Map<String, Object> of(Map<String, Object> all, Set<String> own) {
        var settings = new HashMap<>(all);
        settings.keySet().removeIf(key -> DEFINED_BY_KAFKA.contains(key) && !own.contains(key));
        return settings;
    }
}
