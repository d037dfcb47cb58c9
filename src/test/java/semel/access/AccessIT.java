package semel.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.LongRun;
import semel.kit.Servers;
import semel.kit.TestPipeline;

/** Starts the packaged application without {@code semel.security}. */
class AccessIT {
    @Test
    @LongRun
    void itDoesNotStartWithoutASecurityMode() {
        try (var servers = Servers.start();
                var pipeline = TestPipeline.over(
                        servers.cluster(),
                        servers.database(),
                        servers.database().port(),
                        Map.of())) {
            var settings = new HashMap<>(pipeline.settings());
            settings.put("semel.instance", "semel-0");
            settings.put("semel.security", "");
            settings.put("quarkus.log.console.json.enabled", null);
            // When
            try (var app = App.start(settings)) {
                // Then
                assertThat(app.awaitExit()).isEqualTo(1);
                assertThat(app.output()).contains("semel.security is not set").doesNotContain("Listening on");
                assertThat(app.output().lines()).allSatisfy(AccessIT::isJson);
            }
        }
    }

    /** Log collectors read the output of production. */
    private static void isJson(String line) {
        try {
            var entry = new ObjectMapper().readTree(line);
            assertThat(entry.path("instance").asText()).isEqualTo("semel-0");
            assertThat(entry.path("message").isTextual()).isTrue();
        } catch (JsonProcessingException text) {
            throw new AssertionError(line, text);
        }
    }
}
