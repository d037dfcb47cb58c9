package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kit.App;
import semel.kit.OrderLoad;
import semel.kit.TestPipeline;
import semel.kit.WrongClock;

/** Tests that a replica with a wrong clock loses no order and causes no false finding. */
class ClockIT {
    private static final long SEED = Long.getLong("semel.seed", System.currentTimeMillis());
    private static final int JUDGEMENTS = 3;
    private static final String MISDATED = """
            select count(*) from received
            where greatest(received_at, acknowledged_at) > now() or least(received_at, acknowledged_at) < now() - interval '30 minutes'""";

    /** By default a broker refuses records dated an hour ahead, and deletes records older than its retention. */
    @ParameterizedTest
    @ValueSource(longs = {2, -24 * 365})
    void aReplicaWhoseClockIsHoursOffServes(long hours) {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0", new WrongClock(Duration.ofHours(hours)))
                        .awaitReady()) {
            pipeline.receive(app);
            var ids = pipeline.placeUntilAccepted(app.base(), 20);
            pipeline.assertExactlyOnce(app, ids.values());
            assertThat(pipeline.count(MISDATED)).isZero();
        }
    }

    @Test
    void replicasWithDifferentClocksCauseNoFindingUnderLoad() {
        System.out.println("seed " + SEED);
        try (var pipeline = TestPipeline.on(Map.of());
                var late = pipeline.start("semel-0", new WrongClock(Duration.ofHours(-2)))
                        .awaitReady();
                var early = pipeline.start("semel-1", new WrongClock(Duration.ofHours(2)))
                        .awaitReady()) {
            pipeline.receive(late);
            var replicas = List.<Supplier<URI>>of(late::base, early::base);
            try (var load = new OrderLoad("clock-", 100, SEED, List.of("pen"), replicas)) {
                for (int time = 1; time <= JUDGEMENTS; time++) {
                    load.awaitAccepted(time * 50);
                    assertThat(pipeline.prove(List.of()).findings()).isEmpty();
                    for (var replica : List.of(late, early)) {
                        assertThat(audit(pipeline, replica)).doesNotContain("DIRTY");
                    }
                }
                load.stop();
            }
            await().atMost(TestPipeline.PATIENCE)
                    .untilAsserted(() -> assertThat(audit(pipeline, late)).contains("\"verdict\":\"CLEAN\""));
        }
    }

    private static String audit(TestPipeline pipeline, App app) {
        return pipeline.client().get(app.base().resolve("/audit")).body();
    }
}
