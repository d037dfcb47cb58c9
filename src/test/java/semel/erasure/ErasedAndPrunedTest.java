package semel.erasure;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import semel.kafka.TopicsConfig;
import semel.kit.CleanHistory;
import semel.kit.TestServers;
import semel.pruning.ShortHorizon;

/** An erased order grows older than the horizon, and nothing is left of it. */
@QuarkusTest
@TestProfile(CleanHistory.class)
class ErasedAndPrunedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    @Inject
    Admin admin;

    @Inject
    ShortHorizon horizon;

    @AfterEach
    void stopPruning() {
        horizon.stop();
    }

    @Test
    void theRecordOfAnErasureIsPrunedWithItsOrder() throws SQLException {
        try (var witness = servers.witness()) {
            // Given
            witness.receive("crayon", 100);
            witness.awaitApplied(PATIENCE);
            var order = ErasureTest.order("eve", "crayon");
            witness.awaitApplied(PATIENCE);
            witness.retentionDeletesAll();
            assertThat(ErasureTest.erase(servers, admin, topics, "eve", "eve").orders())
                    .isEqualTo(1);
            assertThat(rowsOf("erasure", order)).isEqualTo("1");
            // When: the horizon passes
            horizon.start();
            await().atMost(PATIENCE)
                    .until(() -> servers.rows
                            .one("select count(*) from decision where id = ?", order)
                            .equals("0"));
            // Then
            assertThat(List.of("customer_order", "notification", "erasure"))
                    .allMatch(table -> rowsOf(table, order).equals("0"));
            assertThat(given().get("/audit").jsonPath().getString("verdict")).isEqualTo("CLEAN");
            assertThat(servers.prove(admin, List.of(), PATIENCE)).isEmpty();
        }
    }

    private String rowsOf(String table, UUID order) {
        return servers.rows.one("select count(*) from " + table + " where order_id = ?", order);
    }
}
