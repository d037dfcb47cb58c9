package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class GroupProtocolTest {
    private static final Map<String, Object> CLASSIC = Map.of(
            "key.deserializer", ByteArrayDeserializer.class.getName(),
            "value.deserializer", ByteArrayDeserializer.class.getName(),
            "group.id", "semel-decision",
            "group.instance.id", "semel-0",
            "session.timeout.ms", "10000",
            "heartbeat.interval.ms", "2000",
            "partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor");

    private static Map<String, Object> with(String protocol) {
        var settings = new HashMap<>(CLASSIC);
        settings.put("group.protocol", protocol);
        return settings;
    }

    @Test
    void aMemberOfTheClassicProtocolKeepsItsSettings() {
        assertThat(GroupProtocol.fitting(CLASSIC)).isEqualTo(CLASSIC);
        assertThat(GroupProtocol.fitting(with("classic"))).isEqualTo(with("classic"));
    }

    /** A static member whose first heartbeat is sent twice is refused permanently, because the broker takes its id for used. */
    @Test
    void aMemberOfKip848IsDynamicAndLeavesTimeoutsToTheBroker() {
        var fitting = GroupProtocol.fitting(with("CONSUMER"));

        assertThat(fitting)
                .doesNotContainKeys(
                        "group.instance.id",
                        "session.timeout.ms",
                        "heartbeat.interval.ms",
                        "partition.assignment.strategy")
                .containsEntry("group.id", "semel-decision");
        assertThat(new ConsumerConfig(fitting))
                .isNotNull(); // the constructor refuses settings that the protocol does not have
    }
}
