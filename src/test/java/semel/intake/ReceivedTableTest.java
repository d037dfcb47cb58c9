package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.posted;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kit.BlockedStatements;
import semel.sql.FreshContext;

/** Tests posts that share a statement. Another session blocks the running one, so that further posts wait for the next. */
@QuarkusTest
@TestProfile(BlockedStatements.class)
class ReceivedTableTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WAITING = "select count(*) from pg_locks where not granted";

    @Inject
    ReceivedTable register;

    @Inject
    ReceivedTableProbe table;

    @Inject
    AgroalDataSource source;

    @Inject
    MeterRegistry registry;

    @Inject
    Vertx vertx;

    private final Posted blocked = post("", newKey());
    private Connection other;

    @BeforeEach
    void holdUpTheStatement() throws SQLException {
        other = source.getConnection();
        other.setAutoCommit(false);
        execute(
                other,
                "insert into received (id, kind, owner, idempotency_key, fingerprint, record_key, record_value, received_at)"
                        + " values (gen_random_uuid(), 'ORDER', '', '" + blocked.keyText() + "', '', '', '', now())");
        enter(blocked);
        await().atMost(PATIENCE).until(() -> table.one(WAITING) == 1);
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
    }

    private static void execute(Connection session, String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Posted post(String owner, String key) {
        var post = posted(new IdempotencyKey(key));
        return new Posted(
                post.id(),
                PostKind.ORDER,
                owner,
                Optional.of(new IdempotencyKey(key)),
                post.fingerprint(),
                post.recordKey(),
                post.recordValue());
    }

    private CompletableFuture<ReceivedRow> enter(Posted post) {
        return Uni.createFrom()
                .deferred(() -> register.enter(List.of(post)))
                .runSubscriptionOn(FreshContext.beside(vertx.getOrCreateContext()))
                .map(rows -> rows.get(0))
                .subscribeAsCompletionStage();
    }

    private double statements() {
        return registry.get("semel.posts.statement")
                .tag("statement", "enter")
                .summary()
                .count();
    }

    private void awaitQueued(int posts) {
        await().atMost(PATIENCE).until(() -> register.waiting() == posts);
    }

    @Test
    void postsOfSeveralOwnersShareAStatementAndEachGetsItsOwnRow() throws SQLException {
        // Given
        var key = newKey();
        var posts = new ArrayList<Posted>();
        var rows = new ArrayList<CompletableFuture<ReceivedRow>>();
        for (var owner : List.of("ann", "bob", "cid")) {
            posts.add(post(owner, key));
        }
        posts.add(post("ann", newKey()));
        posts.forEach(post -> rows.add(enter(post)));
        awaitQueued(posts.size());
        var before = statements();
        // When
        other.rollback();
        // Then
        for (int i = 0; i < posts.size(); i++) {
            var row = rows.get(i).join();
            assertThat(row.id()).isEqualTo(posts.get(i).id());
            assertThat(row.owner()).isEqualTo(posts.get(i).owner());
        }
        assertThat(statements()).isEqualTo(before + 1);
    }

    @Test
    void theSecondOfTwoPostsWithOneKeyGetsTheRowOfTheFirst() throws SQLException {
        // Given
        var key = newKey();
        var first = post("ann", key);
        var second = post("ann", key);
        var rows = new ArrayList<CompletableFuture<ReceivedRow>>();
        rows.add(enter(first));
        awaitQueued(1);
        rows.add(enter(second));
        awaitQueued(2);
        // When
        other.rollback();
        // Then
        assertThat(rows.get(0).join().id()).isEqualTo(first.id());
        assertThat(rows.get(1).join().id()).isEqualTo(first.id());
        assertThat(rows.get(1).join().recordValue()).isEqualTo(first.recordValue());
    }

    /** Another replica marks both rows in the opposite order. */
    @Test
    void aDeadlockIsRetriedForEachPost() throws SQLException {
        // Given
        var keys = List.of("a-" + newKey(), "b-" + newKey());
        var first = List.of(post("", keys.get(0)), post("", keys.get(1)));
        first.forEach(table::insert);
        var rows = new ArrayList<CompletableFuture<ReceivedRow>>();
        keys.forEach(key -> rows.add(enter(post("", key))));
        awaitQueued(2);
        var lock = "update received set fingerprint = fingerprint where idempotency_key = '%s'";
        try (var replica = source.getConnection()) {
            replica.setAutoCommit(false);
            execute(replica, lock.formatted(keys.get(1)));
            // When
            other.rollback();
            await().atMost(PATIENCE).until(() -> table.one(WAITING) > 0);
            execute(replica, lock.formatted(keys.get(0)));
            replica.rollback();
        } catch (SQLException itsOwnTransactionWasEnded) {
            assertThat(itsOwnTransactionWasEnded.getSQLState()).isEqualTo("40P01");
        }
        // Then
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).join().id()).isEqualTo(first.get(i).id());
        }
    }
}
