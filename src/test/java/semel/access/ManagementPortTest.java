package semel.access;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;

/** Runs a build with Quarkus's paths on the management port. */
@QuarkusTest
@TestProfile(ManagementPortTest.Build.class)
class ManagementPortTest extends RootSpecification {
    public static class Build implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(Map.of("quarkus.management.enabled", "true", "quarkus.management.test-port", "0"));
        }
    }

    @TestHTTPResource("/")
    URI application;

    @TestHTTPResource(management = true)
    URI port;

    @Override
    URI application() {
        return application;
    }

    @Override
    URI operation() {
        return port.resolve("/q/");
    }

    @Override
    boolean areQuarkusPathsLinked() {
        return false;
    }
}
