package semel.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Removes the settings that a group's protocol refuses, so that {@code group.protocol=consumer} (KIP-848) is one setting. Pure.
 *
 * @see "docs/explanation/decisions/0027-no-static-members-under-kip-848.md"
 */
final class GroupProtocol {
    private static final String CONSUMER = "consumer";

    /** The broker decides these under KIP-848; the client refuses them. */
    private static final List<String> OF_THE_BROKER = List.of(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

    private GroupProtocol() {}

    static boolean isConsumer(Map<String, Object> client) {
        return CONSUMER.equalsIgnoreCase(String.valueOf(client.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)));
    }

    /** @return the settings; for KIP-848 without those that the client refuses, and without a static member id */
    static Map<String, Object> fitting(Map<String, Object> client) {
        if (!isConsumer(client)) return client;
        var fitting = new HashMap<>(client);
        OF_THE_BROKER.forEach(fitting::remove);
        fitting.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return fitting;
    }
}
