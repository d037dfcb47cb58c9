package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.intake.IntakeAndViewAlone;
import semel.kit.TestServers;

/**
 * Tests a transaction whose second statement waits for a lock longer than the caller waits for the transaction.
 *
 * @see "docs/explanation/decisions/0014-a-transaction-is-never-cancelled.md"
 */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class AttemptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration IMPATIENCE = Duration.ofMillis(300);

    @Inject
    TestServers servers;

    @Inject
    Mutiny.SessionFactory database;

    private Connection connection;

    @BeforeEach
    void lockARow() throws SQLException {
        connection = servers.connect();
        execute("create table held (id int primary key)");
        execute("create table written (statement int, transaction xid8 default pg_current_xact_id())");
        execute("insert into held values (1)");
        connection.setAutoCommit(false);
        execute("select * from held for update");
    }

    @AfterEach
    void dropAll() throws SQLException {
        connection.rollback();
        execute("drop table held, written");
        connection.commit();
        connection.close();
    }

    @Test
    void aTransactionWhoseCallerTimedOutStillCommitsAsAWhole() throws SQLException {
        // When
        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(() -> Attempt.within(IMPATIENCE, this::write)))
                .isInstanceOf(TimeoutException.class);
        connection.rollback();
        // Then
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> count("select count(*) from written where statement = 2") == 1);
        assertThat(count("select count(*) from written")).isEqualTo(2);
        assertThat(count("select count(distinct transaction) from written")).isEqualTo(1);
    }

    private Uni<Void> write() {
        return database.withStatelessTransaction(session -> execute(session, "insert into written values (1)")
                .chain(() -> execute(session, "update held set id = 2"))
                .chain(() -> execute(session, "insert into written values (2)")));
    }

    private static Uni<Void> execute(StatelessSession session, String sql) {
        return session.createNativeQuery(sql).executeUpdate().replaceWithVoid();
    }

    private long count(String sql) throws SQLException {
        connection.rollback(); // the next query needs a new snapshot
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
