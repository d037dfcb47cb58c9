package semel.kit;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Runs the whole application for tests that need an audit without findings. Each removes the faults that it plants, and has products
 * and customers of its own.
 */
public final class CleanHistory implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("semel.audit.patience", "10s");
    }
}
