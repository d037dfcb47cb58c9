package semel.intake;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.post;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kit.Provokes;
import semel.kit.TestServers;

/** Tests a failover: connections end, and new ones are read-only until it is over. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
@Provokes({"semel.kafka.Outage", "semel.sql.CommitChannel"})
class ReadOnlyDatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestServers servers;

    private Connection other;

    @BeforeEach
    void connect() throws SQLException {
        other = servers.connect();
    }

    @AfterEach
    void reset() throws SQLException {
        execute("alter role current_user in database %s reset default_transaction_read_only");
        other.close();
    }

    @Test
    void aReplicaWritesAgainAfterAReadOnlyDatabase() throws SQLException {
        // Given
        assertThat(post(newKey(), ORDER).statusCode()).isEqualTo(202);
        // When
        execute("alter role current_user in database %s set default_transaction_read_only = on");
        execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity"
                + " where datname = '%s' and application_name = 'vertx-pg-client'");
        await().atMost(PATIENCE).until(() -> get("/q/health/ready").asString().contains("read-only"));
        // Then
        assertThat(get("/q/health/ready").statusCode()).isEqualTo(503);
        var key = newKey();
        for (int again = 0; again < 5; again++) {
            assertThat(post(key, ORDER).statusCode()).isEqualTo(503);
        }
        // When
        execute("alter role current_user in database %s reset default_transaction_read_only");
        // Then
        assertThat(post(key, ORDER).statusCode()).isEqualTo(202);
        assertThat(get("/q/health/ready").asString()).doesNotContain("read-only");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = other.createStatement()) {
            statement.execute(sql.formatted(other.getCatalog()));
        }
    }
}
