package semel.intake;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Intake and view without the rooms between them: what was received stays as it was received. Short timeouts. */
public class Alone implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.arc.exclude-types", "semel.decision.**,semel.projection.**",
                "mp.messaging.incoming.to-decide.enabled", "false",
                "mp.messaging.incoming.to-apply.enabled", "false",
                "mp.messaging.outgoing.received.request.timeout.ms", "2000",
                "mp.messaging.outgoing.received.delivery.timeout.ms", "4000",
                "mp.messaging.outgoing.received.max.block.ms", "4000",
                "semel.intake.acknowledged-within", "5S",
                "semel.intake.database-within", "5S");
    }
}
