package semel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxStartTest {
    private static final Map<String, String> FILE =
            Map.of("quarkus.devservices.enabled", "false", "kafka.bootstrap.servers", "localhost:9092");

    /** At the first start Quarkus does not know yet that it runs in dev mode. */
    private static final Map<String, String> DEFAULTS = Map.of("quarkus.profile", "prod");

    @Test
    void aSandboxIsNeededEvenIfTheFileHasABroker() {
        assertThat(SandboxStart.needsSandbox(setByTheUser(Map.of()))).isTrue();
    }

    @Test
    void noSandboxIsNeededIfTheUserSetsBrokerAndDatabase() {
        for (var url : new String[] {"quarkus.datasource.reactive.url", "quarkus.datasource.jdbc.url"}) {
            assertThat(SandboxStart.needsSandbox(
                            setByTheUser(Map.of("kafka.bootstrap.servers", "there:9092", url, "there"))))
                    .isFalse();
        }
    }

    @Test
    void aBrokerWithoutADatabaseOrTheReverseIsRefused() {
        for (var key : new String[] {"kafka.bootstrap.servers", "quarkus.datasource.jdbc.url"}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> SandboxStart.needsSandbox(setByTheUser(Map.of(key, "there"))))
                    .withMessageContaining("set both kafka.bootstrap.servers and");
        }
    }

    @Test
    void noSandboxIsNeededInAnotherProfileOrWithDevServices() {
        assertThat(SandboxStart.needsSandbox(setByTheUser(Map.of("quarkus.profile", "staging"))))
                .isFalse();
        assertThat(SandboxStart.needsSandbox(setByTheUser(Map.of("quarkus.profile", "mine,dev"))))
                .isTrue();
        assertThat(SandboxStart.needsSandbox(setByTheUser(Map.of("quarkus.devservices.enabled", "true"))))
                .isFalse();
    }

    /** @return a configuration in which the user's properties override application.properties, as system properties do */
    private static SmallRyeConfig setByTheUser(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(DEFAULTS, "defaults", Integer.MIN_VALUE))
                .withSources(new PropertiesConfigSource(FILE, "file", 250))
                .withSources(new PropertiesConfigSource(properties, "user", 400))
                .build();
    }
}
