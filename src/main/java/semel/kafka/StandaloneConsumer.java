package semel.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;

/** Builds the settings of a consumer without a group: it commits no offsets and triggers no rebalance. */
public final class StandaloneConsumer {
    private StandaloneConsumer() {}

    /** @param broker the settings of all clients; those of other kinds of clients are removed */
    public static Map<String, Object> settings(Map<String, Object> broker, IsolationLevel isolation) {
        var settings = ClientSettings.of(broker, ConsumerConfig.configNames());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // The default would delay the fetch at a partition's end, and the next partition's after it, by half a second.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        return settings;
    }
}
