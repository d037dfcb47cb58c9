package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.kit.Proxy;
import semel.kit.Proxy.Cut;
import semel.kit.Stage;
import semel.sandbox.SandboxResource;

/** COMMIT is said, and nobody knows whether it happened: by the decision, by the projection, by the next batch of either. */
class DatabaseConnectionIT {
    private static final int ORDERS = 10;
    private static final int COMMITS = 3;

    /** Shorter than the server's own limits, so what was given up may still be under way: that must do no harm either. */
    private static final Map<String, String> SHORT_ATTEMPTS =
            Map.of("semel.decision.attempt", "4s", "semel.projection.attempt", "4s");

    @Test
    void nothingIsLostDoubledOrTornByACommitWhoseOutcomeIsUnknown() {
        try (var wire = Proxy.before(SandboxResource.database().port());
                var stage = Stage.over(wire, SHORT_ATTEMPTS);
                var app = stage.start("semel-0").awaitReady()) {
            stage.receive(app);
            var ids = new ArrayList<UUID>();
            for (var cut : Cut.values()) {
                for (int time = 1; time <= COMMITS; time++) {
                    var strike = wire.strike("COMMIT", time, cut);
                    ids.addAll(stage.witness().order(ORDERS, "pen"));
                    ids.addAll(stage.witness().order(ORDERS, "pen"));
                    strike.await();

                    stage.assertExactlyOnce(app, ids);
                }
            }
            assertThat(app.isAlive()).isTrue();
        }
    }
}
