package semel.audit;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Runs the whole application. An audit waits 4 s for orders that are not applied. Each test removes the faults that it plants. */
public final class ShortPatience implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("semel.audit.patience", "4s");
    }
}
