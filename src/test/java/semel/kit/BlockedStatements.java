package semel.kit;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Runs the whole application for tests whose own session blocks statements: these wait for a minute. An audit waits 4 s for orders that
 * are not applied, which is longer than a connection may be idle. Streams send a heartbeat more often.
 */
public final class BlockedStatements implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "semel.intake.database-within", "60S",
                "semel.sql.lock-timeout", "60S",
                "semel.sql.statement-timeout", "60S",
                "semel.sql.transaction-timeout", "60S",
                "semel.audit.patience", "4s",
                "quarkus.http.idle-timeout", "2s",
                "semel.view.heartbeat", "500ms");
    }
}
