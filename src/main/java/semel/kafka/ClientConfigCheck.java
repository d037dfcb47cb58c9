package semel.kafka;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses to start with client settings that violate {@link Guarantees}. The connector passes each client's settings through here last,
 * after its own defaults and all overrides.
 */
@ApplicationScoped
class ClientConfigCheck implements ClientCustomizer<Map<String, Object>> {
    private final String instance;

    ClientConfigCheck(@ConfigProperty(name = "semel.instance") String instance) {
        this.instance = instance;
    }

    /**
     * @return the settings, without those that the group's protocol refuses
     * @throws IllegalStateException naming each wrong setting, with its reason
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
