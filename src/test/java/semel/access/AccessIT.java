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

/** The packaged application, of which nobody has said who may do what. */
class AccessIT {
    @Test
    @LongRun
    void itDoesNotStart() {
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

    /** In production machines read it. */
    private static void isJson(String line) {
        try {
            var said = new ObjectMapper().readTree(line);
            assertThat(said.path("instance").asText()).isEqualTo("semel-0");
            assertThat(said.path("message").isTextual()).isTrue();
        } catch (JsonProcessingException text) {
            throw new AssertionError(line, text);
        }
    }
}
