package semel.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.LongRun;
import semel.kit.Servers;
import semel.kit.Stage;

/** The packaged application, of which nobody has said who may do what. */
class AccessIT {
    @Test
    @LongRun
    void itDoesNotStart() {
        try (var servers = Servers.start();
                var stage = Stage.over(
                        servers.cluster(),
                        servers.database(),
                        servers.database().port(),
                        Map.of())) {
            var settings = new HashMap<>(stage.settings());
            settings.put("semel.security", "");
            // When
            try (var app = App.start(settings)) {
                // Then
                assertThat(app.awaitExit()).isEqualTo(1);
                assertThat(app.output()).contains("semel.security is not set").doesNotContain("Listening on");
            }
        }
    }
}
