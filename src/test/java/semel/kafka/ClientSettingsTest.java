package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
    private static final Map<String, Object> SETTINGS_OF_ALL_CLIENTS = Map.of(
            "bootstrap.servers", "b:1",
            "group.id", "semel",
            "group.instance.id", "semel-0",
            "acks", "all",
            "isolation.level", "read_uncommitted",
            "ssl.engine.factory.class", "a.plugged.Engine",
            "tls-configuration-name", "k",
            "reporter.of.others.interval", "5");

    @Test
    void anAdminClientGetsItsOwnKeysAndThoseOfPluggedInClasses() {
        assertThat(ClientSettings.of(SETTINGS_OF_ALL_CLIENTS, AdminClientConfig.configNames()))
                .containsOnlyKeys(
                        "bootstrap.servers",
                        "ssl.engine.factory.class",
                        "tls-configuration-name",
                        "reporter.of.others.interval");
    }

    @Test
    void aStandaloneConsumerGetsTheKeysOfPluggedInClassesButNoGroup() {
        assertThat(StandaloneConsumer.settings(SETTINGS_OF_ALL_CLIENTS, IsolationLevel.READ_COMMITTED))
                .containsEntry("tls-configuration-name", "k")
                .containsEntry("reporter.of.others.interval", "5")
                .containsEntry("isolation.level", "read_committed")
                .doesNotContainKeys("group.id", "group.instance.id", "acks");
    }
}
