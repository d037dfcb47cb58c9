package semel.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;

/** A consumer that belongs to no group: it is not seen, and moves nothing. */
public final class StandaloneConsumer {
    private StandaloneConsumer() {}

    /** @param broker settings of all clients, of which those of other kinds of clients are left out */
    public static Map<String, Object> settings(Map<String, Object> broker, IsolationLevel isolation) {
        var settings = ClientSettings.of(broker, ConsumerConfig.configNames());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // At the end of a partition the broker would hold the fetch for half a second, and the next partition's behind
        // it.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        return settings;
    }
}
