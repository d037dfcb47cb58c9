package semel.kafka;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses to start where a client would be built that cannot keep the promise. The connector shows each client's settings here
 * last, after its own defaults and every override.
 */
@ApplicationScoped
class ClientConfigCheck implements ClientCustomizer<Map<String, Object>> {
    private final String instance;

    ClientConfigCheck(@ConfigProperty(name = "semel.instance") String instance) {
        this.instance = instance;
    }

    /**
     * @return the settings, without those that the group's protocol does not know
     * @throws IllegalStateException naming each key that is not as it must be, and why
     */
    @Override
    public Map<String, Object> customize(String channel, Config attributes, Map<String, Object> settings) {
        var client = GroupProtocol.fitting(settings);
        var violations = Guarantees.violations(
                channel,
                client,
                key -> attributes.getOptionalValue(key, String.class).orElse(null),
                instance);
        if (!violations.isEmpty()) {
            throw new IllegalStateException(
                    "channel " + channel + " is not safe to start: " + String.join("; ", violations));
        }
        return client;
    }
}
