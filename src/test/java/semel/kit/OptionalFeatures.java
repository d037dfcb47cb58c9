package semel.kit;

import java.util.HashMap;
import java.util.Map;
import semel.access.Tokens;
import semel.decision.ThrowingPolicy;

/** Runs the whole application with what is off by default: verified tokens, CORS, traces, and the README's example policy. */
public final class OptionalFeatures extends Tokens.Verified {
    /** Pages from here may call the application. */
    public static final String SHOP = "https://shop.example";

    @Override
    public Map<String, String> getConfigOverrides() {
        var settings = new HashMap<>(super.getConfigOverrides());
        settings.put("quarkus.http.cors.enabled", "true");
        settings.put("quarkus.http.cors.origins", SHOP);
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.traces.exporter", "none");
        settings.put("quarkus.arc.exclude-types", ThrowingPolicy.class.getName()); // it replaces any other policy
        return settings;
    }
}
