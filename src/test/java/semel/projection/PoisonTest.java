package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import semel.kafka.ProcessExit;
import semel.kafka.TopicsConfig;
import semel.kit.Provokes;
import semel.kit.TestServers;

/** Tests that an event that contradicts the tables ends the process instead of being retried forever. */
@QuarkusTest
@TestProfile(PoisonTest.OfItsOwn.class)
@Provokes({"semel.kafka.Outage", "semel.kafka.ProcessExit", "org.hibernate.orm.jdbc.error"})
class PoisonTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    @Inject
    ProcessExit exit;

    @Test
    void anEventThatCannotBeStoredEndsTheProcessAndTheReasonNamesTheSqlState() {
        var receipt = UuidCreator.getTimeOrderedEpoch();
        var product = "p-" + receipt;
        servers.rows.execute(
                "insert into inventory (product_id, on_hand, number) values (?, 9223372036854775807, 1)", product);
        try (var eventPublisher = new EventPublisher(servers.bootstrapServers, topics)) {
            eventPublisher.commit(SampleEvents.moved(receipt, product, 1, 2, 1));

            await().atMost(PATIENCE).until(() -> exit.reason().isPresent());
        }
        assertThat(exit.reason())
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("storing a batch of events failed")
                        .contains("SQLSTATE 22003"));
        assertThat(servers.rows.one("select count(*) from inventory_movement where product_id = ?", product))
                .isEqualTo("0");
    }

    /** Starts a separate application, because its projection stays stopped. */
    public static final class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("semel.instance", "poisoned", "semel.projection.pause", "100ms");
        }
    }
}
