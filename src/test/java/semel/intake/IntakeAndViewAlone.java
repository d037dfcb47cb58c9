package semel.intake;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Runs intake and view without decision and projection: received orders are never decided. Timeouts are short. */
public class IntakeAndViewAlone implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("quarkus.arc.exclude-types", "semel.decision.**,semel.projection.**"),
                Map.entry("mp.messaging.incoming.to-decide.enabled", "false"),
                Map.entry("mp.messaging.incoming.to-apply.enabled", "false"),
                Map.entry("mp.messaging.outgoing.received.request.timeout.ms", "2000"),
                Map.entry("mp.messaging.outgoing.received.delivery.timeout.ms", "4000"),
                Map.entry("mp.messaging.outgoing.received.max.block.ms", "4000"),
                Map.entry("semel.intake.acknowledged-within", "5S"),
                Map.entry("semel.intake.database-within", "5S"),
                Map.entry("semel.intake.sweep", "1H"),
                Map.entry("semel.view.streams", "6"),
                Map.entry("semel.view.heartbeat", "500ms"),
                Map.entry("semel.view.unread", "5s"),
                // It warns about the unused channels.
                Map.entry("quarkus.log.category.\"io.smallrye.reactive.messaging.provider\".level", "ERROR"));
    }
}
