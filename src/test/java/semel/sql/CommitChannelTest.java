package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import semel.intake.IntakeAndViewAlone;

/** Tests that replicas announce their commits to each other. The test acts as the other replica. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class CommitChannelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LISTENERS =
            "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%semel_committed'";

    @Inject
    Heard heard;

    @Inject
    Event<Committed> committed;

    @Inject
    AgroalDataSource source;

    /** Records the events that are fired in this replica. */
    @ApplicationScoped
    static class Heard {
        private final List<Committed> events = new ArrayList<>();

        synchronized void hear(@Observes Committed event) {
            events.add(event);
        }

        synchronized List<Committed> events() {
            return List.copyOf(events);
        }

        synchronized void forget() {
            events.clear();
        }
    }

    @BeforeEach
    void awaitListener() {
        await().atMost(PATIENCE).until(() -> number("select count(*) " + LISTENERS) == 1);
        execute("notify semel_committed");
        await().atMost(PATIENCE).until(() -> !heard.events().isEmpty());
        heard.forget();
    }

    @Test
    void aCommitOfAnotherReplicaIsReceived() {
        execute("notify semel_committed");
        await().atMost(PATIENCE).until(() -> !heard.events().isEmpty());
        assertThat(heard.events()).containsOnly(new Committed(false));
    }

    @Test
    void aCommitIsAnnouncedToOtherReplicasAndReceivedOnceHere() throws SQLException {
        try (var other = source.getConnection()) {
            other.createStatement().execute("listen semel_committed");
            // When
            committed.fire(new Committed(true));
            // Then
            await().atMost(PATIENCE).until(() -> notifications(other.unwrap(PGConnection.class)) > 0);
            // When: a later notification arrives after all earlier ones
            other.createStatement().execute("notify semel_committed");
            await().atMost(PATIENCE).until(() -> heard.events().contains(new Committed(false)));
            // Then
            assertThat(heard.events()).containsExactly(new Committed(true), new Committed(false));
            other.createStatement().execute("unlisten *");
        }
    }

    @Test
    void aNewSessionReportsACommitBecauseOneMayHaveBeenMissed() {
        // When
        execute("select pg_terminate_backend(pid) " + LISTENERS);
        // Then: an event is fired although no transaction has notified
        await().atMost(PATIENCE).until(() -> !heard.events().isEmpty());
        assertThat(heard.events()).containsOnly(new Committed(false));
        await().atMost(PATIENCE).until(() -> number("select count(*) " + LISTENERS) == 1);
    }

    private static int notifications(PGConnection connection) throws SQLException {
        PGNotification[] notifications = connection.getNotifications();
        return notifications == null ? 0 : notifications.length;
    }

    private void execute(String sql) {
        try (var connection = source.getConnection()) {
            connection.createStatement().execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    private long number(String sql) {
        try (var connection = source.getConnection();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }
}
