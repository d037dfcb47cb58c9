package semel.access;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;

/** Runs a build with another root for the application, with Quarkus's paths below it. */
@QuarkusTest
@TestProfile(RootPathTest.Build.class)
class RootPathTest extends RootSpecification {
    public static class Build implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(Map.of("quarkus.http.root-path", "/api"));
        }
    }

    @TestHTTPResource("/")
    URI application;

    @Override
    URI application() {
        return application;
    }

    @Override
    URI operation() {
        return application.resolve("q/");
    }
}
