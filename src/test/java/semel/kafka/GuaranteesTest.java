package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that each setting that exactly-once relies on is required. */
class GuaranteesTest {
    private static final Map<String, Object> PRODUCER = Map.of(
            "bootstrap.servers", "localhost:9092",
            "key.serializer", ByteArraySerializer.class.getName(),
            "value.serializer", ByteArraySerializer.class.getName(),
            "acks", "all",
            "enable.idempotence", "true",
            "transactional.id", "semel-0",
            "delivery.timeout.ms", "10000",
            "request.timeout.ms", "5000",
            "linger.ms", "5",
            "transaction.timeout.ms", "15000");
    private static final Map<String, Object> CONSUMER = Map.of(
            "bootstrap.servers", "localhost:9092",
            "key.deserializer", ByteArrayDeserializer.class.getName(),
            "value.deserializer", ByteArrayDeserializer.class.getName(),
            "group.id", "semel-decision",
            "group.instance.id", "semel-0",
            "isolation.level", "read_committed",
            "enable.auto.commit", "false",
            "auto.offset.reset", "none");
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "retry", "false",
            "commit-strategy", "ignore",
            "failure-strategy", "fail",
            "batch", "true",
            "consumer-rebalance-listener.name", "decision-start");

    private static List<String> violations(
            String channel, Map<String, Object> client, Map<String, String> attributes, String key, String value) {
        var settings = new HashMap<>(client);
        var channelSettings = new HashMap<>(attributes);
        if (key != null && attributes.containsKey(key)) {
            channelSettings.put(key, value);
        } else if (key != null) {
            settings.put(key, value);
        }
        settings.values().removeIf(""::equals);
        return Guarantees.violations(channel, settings, channelSettings::get, "semel-0");
    }

    @Test
    void theRequiredSettingsHaveNoViolation() {
        assertThat(violations(Channels.DECIDED, PRODUCER, Map.of(), null, null)).isEmpty();
        assertThat(violations(Channels.RECEIVED, PRODUCER, Map.of(), null, null))
                .isEmpty();
        assertThat(violations(Channels.TO_DECIDE, CONSUMER, ATTRIBUTES, null, null))
                .isEmpty();
        assertThat(violations(
                        Channels.TO_APPLY,
                        CONSUMER,
                        ATTRIBUTES,
                        "consumer-rebalance-listener.name",
                        "projection-start"))
                .isEmpty();
    }

    @Test
    void aMemberOfKip848HasNoInstanceId() {
        var dynamic = new HashMap<>(CONSUMER);
        dynamic.remove("group.instance.id");
        assertThat(violations(Channels.TO_DECIDE, dynamic, ATTRIBUTES, "group.protocol", "consumer"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "group.protocol, consumer",
        "partition.assignment.strategy, org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    })
    void aConsumerOfTheProjectionMustUseAnEagerAssignor(String key, String value) {
        var attributes = new HashMap<>(ATTRIBUTES);
        attributes.put("consumer-rebalance-listener.name", "projection-start");
        assertThat(violations(Channels.TO_APPLY, CONSUMER, attributes, key, value))
                .singleElement()
                .asString()
                .contains(key, "is not delivered again");
    }

    @ParameterizedTest
    @CsvSource({
        "transactional.id, ''",
        "transactional.id, semel-decided",
        "transaction.timeout.ms, 10000",
    })
    void aProducerOfDecisionsIsRefusedForAWrongSetting(String key, String value) {
        assertThat(violations(Channels.DECIDED, PRODUCER, Map.of(), key, value))
                .singleElement()
                .asString()
                .contains(key);
    }

    // With a transactional id Kafka itself requires both. Only the producer of intake could be built without them.
    @ParameterizedTest
    @CsvSource({"acks, 1", "acks, 0", "enable.idempotence, false"})
    void aProducerOfIntakeIsRefusedForAWrongSetting(String key, String value) {
        var plain = new HashMap<>(PRODUCER);
        plain.remove("transactional.id");
        if (key.equals("acks")) {
            plain.remove("enable.idempotence");
        }
        assertThat(violations(Channels.RECEIVED, plain, Map.of(), key, value))
                .isNotEmpty()
                .anySatisfy(line -> assertThat(line).startsWith(key + "="));
    }

    @ParameterizedTest
    @CsvSource({
        "isolation.level, read_uncommitted",
        "isolation.level, ''",
        "enable.auto.commit, true",
        "auto.offset.reset, latest",
        "auto.offset.reset, earliest",
        "auto.offset.reset, ''",
        "group.instance.id, ''",
        "group.instance.id, other",
        "commit-strategy, throttled",
        "failure-strategy, ignore",
        "batch, false",
        "retry, true",
        "consumer-rebalance-listener.name, ''",
        "consumer-rebalance-listener.name, projection-start",
    })
    void aConsumerOfDecisionIsRefusedForAWrongSetting(String key, String value) {
        assertThat(violations(Channels.TO_DECIDE, CONSUMER, ATTRIBUTES, key, value))
                .singleElement()
                .asString()
                .contains(key);
    }
}
