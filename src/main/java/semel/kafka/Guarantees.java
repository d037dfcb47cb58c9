package semel.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;

/** Checks the client settings that exactly-once relies on, and says what breaks without each. Pure. */
final class Guarantees {
    private final AbstractConfig client;
    private final List<String> violations = new ArrayList<>();

    private Guarantees(AbstractConfig client) {
        this.client = client;
    }

    /**
     * @param client the client's settings from the connector; Kafka's defaults apply to missing keys
     * @param channelAttribute the connector's settings of the channel, null if not set
     * @param instance part of every id that must differ between replicas
     * @return one line with a reason for each wrong setting
     */
    static List<String> violations(
            String channel, Map<String, Object> client, UnaryOperator<String> channelAttribute, String instance) {
        return client.containsKey(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG)
                ? ofProducer(channel, new ProducerConfig(client), instance)
                : ofConsumer(channel, new ConsumerConfig(client), channelAttribute, instance);
    }

    private static List<String> ofProducer(String channel, ProducerConfig client, String instance) {
        var check = new Guarantees(client);
        check.is(
                ProducerConfig.ACKS_CONFIG,
                "-1",
                "otherwise a record is lost with the leader that acknowledged it (-1 means all)");
        check.is(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, "otherwise a retry duplicates a record");
        if (channel.equals(Channels.DECIDED)) {
            check.names(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    instance,
                    "otherwise there is no transaction, or replicas fence each other");
            check.below(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    "otherwise the broker aborts a transaction whose records are still being sent");
        }
        return check.violations;
    }

    private static List<String> ofConsumer(
            String channel, ConsumerConfig client, UnaryOperator<String> channelAttribute, String instance) {
        var check = new Guarantees(client);
        check.is(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                "otherwise records of aborted transactions are read");
        check.is(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                "otherwise offsets are committed before the work is done");
        check.is(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                "otherwise a lost offset silently skips or repeats records");
        if (channel.equals(Channels.TO_APPLY)) {
            check.isEager();
        }
        if (!GroupProtocol.isConsumer(client.originals())) {
            check.names(
                    ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                    instance,
                    "otherwise a restarted replica waits for its old session to time out, or takes the place of another replica");
        }
        check.attribute(channelAttribute, "retry", "false", "otherwise a fenced consumer stays idle");
        check.attribute(
                channelAttribute, "commit-strategy", "ignore", "otherwise the connector commits offsets itself");
        check.attribute(channelAttribute, "batch", "true", "each transaction holds one poll");
        check.attribute(
                channelAttribute,
                "consumer-rebalance-listener.name",
                channel.equals(Channels.TO_DECIDE) ? "decision-start" : "projection-start",
                "otherwise lost or moved offsets go unnoticed");
        check.attribute(channelAttribute, "failure-strategy", "fail", "otherwise a failed batch is skipped");
        return check.violations;
    }

    private void is(String key, Object needed, String reason) {
        var value = client.values().get(key);
        if (!Objects.equals(value, needed)) {
            violations.add(key + "=" + value + ", must be " + needed + ": " + reason);
        }
    }

    /** @see "docs/explanation/decisions/0005-projection-acks-after-the-database.md" */
    private void isEager() {
        var reason = "otherwise a batch that is skipped after a rebalance is not delivered again";
        if (GroupProtocol.isConsumer(client.originals())) {
            violations.add(ConsumerConfig.GROUP_PROTOCOL_CONFIG + "=consumer, must be classic: " + reason);
        } else if (client.getList(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG)
                .contains(CooperativeStickyAssignor.class.getName())) {
            violations.add(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG + "="
                    + client.getList(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG)
                    + ", must be an eager assignor: " + reason);
        }
    }

    private void names(String key, String instance, String reason) {
        var value = client.getString(key);
        if (value == null || !value.contains(instance)) {
            violations.add(key + "=" + value + ", must contain semel.instance (" + instance + "): " + reason);
        }
    }

    private void below(String key, String bound, String reason) {
        if (client.getInt(key) >= client.getInt(bound)) {
            violations.add(key + "=" + client.getInt(key) + ", must be less than " + bound + "=" + client.getInt(bound)
                    + ": " + reason);
        }
    }

    private void attribute(UnaryOperator<String> channelAttribute, String key, String needed, String reason) {
        var value = channelAttribute.apply(key);
        if (!needed.equals(value)) {
            violations.add(key + "=" + value + ", must be " + needed + ": " + reason);
        }
    }
}
