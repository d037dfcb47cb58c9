package semel.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Refuses to start if {@code semel.security} is not set, or is {@code jwt} but incomplete or not able to protect every path. */
@ApplicationScoped
class AccessCheck {
    private static final String ISSUER = "mp.jwt.verify.issuer";
    private static final String AUDIENCES = "mp.jwt.verify.audiences";
    private static final String KEY = "mp.jwt.verify.publickey";
    private static final String KEY_LOCATION = "mp.jwt.verify.publickey.location";
    private static final String ROOT = "quarkus.http.root-path";
    private static final String OPERATION = "quarkus.http.non-application-root-path";

    /** One or more segments, without a double or trailing slash, so that {@code <root>/*} matches every path below it. */
    private static final Pattern FOLDER =
            Pattern.compile("/?[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

    /** Runs before any client connects. */
    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent starting,
            AccessConfig settings,
            Config config) {
        var mode = settings.mode()
                .orElseThrow(() -> new IllegalStateException("semel.security is not set: set it to jwt, together with "
                        + String.join(", ", ISSUER, AUDIENCES, KEY_LOCATION)
                        + "; or set it to none, which allows every caller to do everything"));
        var missing = mode == AccessConfig.Mode.JWT ? missing(config) : List.of();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("semel.security is jwt, but these are not set: " + missing);
        }
        if (mode == AccessConfig.Mode.JWT && !isBelowRoot(config)) {
            throw new IllegalStateException("semel.security is jwt, but " + OPERATION + " is not a path below " + ROOT
                    + ": requests there would need no token");
        }
    }

    /**
     * Whether the operation paths (health, metrics) are below the root. Outside the root Quarkus checks no permissions. At the root
     * itself no pattern separates them from the application's paths.
     */
    private static boolean isBelowRoot(Config config) {
        var operation = config.getOptionalValue(OPERATION, String.class).orElse("q");
        var root = config.getOptionalValue(ROOT, String.class).orElse("/");
        return FOLDER.matcher(operation).matches()
                && (!operation.startsWith("/") || operation.startsWith(root.endsWith("/") ? root : root + "/"));
    }

    private static List<String> missing(Config config) {
        var key = isSet(config, KEY) ? KEY : KEY_LOCATION;
        return Stream.of(ISSUER, AUDIENCES, key)
                .filter(name -> !isSet(config, name))
                .toList();
    }

    private static boolean isSet(Config config, String name) {
        var value = config.getConfigValue(name).getValue();
        return value != null && !value.isBlank() && !value.equals("NONE"); // SmallRye JWT's default
    }
}
