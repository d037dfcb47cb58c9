package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests requests of several contexts with statements that the test completes. */
class SharedStatementTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final String WHO = "who";

    /** A failure of the database with this SQLSTATE. */
    private static PgException refusal(String state) {
        return new PgException("x", "ERROR", state, "x");
    }

    /** A statement that was sent. @param who request whose context it runs in; null if there is none */
    private record SentStatement(List<String> rows, Object who, UniEmitter<? super List<String>> outcome) {
        void answer() {
            outcome.complete(rows.stream().map(row -> "row of " + row).toList());
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<SentStatement> sent = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private SharedStatement<String, String> statement(Duration patience) {
        return new SharedStatement<>(
                "x",
                new StatementQueue.Limits(100, 100),
                patience,
                new SimpleMeterRegistry(),
                rows -> Uni.createFrom()
                        .emitter(outcome -> sent.add(
                                new SentStatement(rows, Vertx.currentContext().getLocal(WHO), outcome))));
    }

    /** @return the row and the request of the context in which the answer arrives */
    private CompletableFuture<String> request(SharedStatement<String, String> statement, String row) {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        var answer = new CompletableFuture<String>();
        context.putLocal(WHO, row);
        context.runOnContext(now -> statement
                .run(List.of(row), null, 1)
                .subscribe()
                .with(
                        rows -> answer.complete(
                                rows.get(0) + " for " + Vertx.currentContext().getLocal(WHO)),
                        answer::completeExceptionally));
        return answer;
    }

    private SentStatement next() {
        try {
            var next = sent.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("a statement is sent").isNotNull();
            return next;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Two requests that wait for a statement and share the next one. */
    private List<CompletableFuture<String>> twoAtOnce(SharedStatement<String, String> statement) {
        request(statement, "first");
        var first = next();
        var requests = List.of(request(statement, "a"), request(statement, "b"));
        await().atMost(PATIENCE).until(() -> statement.waiting() == 2);
        first.answer();
        return requests;
    }

    @Test
    void waitingRequestsShareTheNextStatementAndAreAnsweredInTheirOwnContexts() {
        var both = twoAtOnce(statement(PATIENCE));

        var shared = next();
        assertThat(shared.rows()).containsExactlyInAnyOrder("a", "b");
        shared.answer();

        assertThat(both.get(0).join()).isEqualTo("row of a for a");
        assertThat(both.get(1).join()).isEqualTo("row of b for b");
    }

    @Test
    void aStatementRunsInAContextWithoutARequest() {
        twoAtOnce(statement(PATIENCE));

        assertThat(next().who()).isNull();
    }

    @Test
    void withoutADatabaseAllRequestsFail() {
        var both = twoAtOnce(statement(PATIENCE));

        next().outcome().fail(refusal("57P01"));

        assertThat(both)
                .allSatisfy(
                        request -> assertThatThrownBy(request::join).rootCause().isInstanceOf(PgException.class));
        assertThat(sent).isEmpty();
    }

    @Test
    void aRefusedStatementIsRetriedWithEachRequestAlone() {
        var both = twoAtOnce(statement(PATIENCE));

        next().outcome().fail(refusal("40P01"));
        var one = next();
        assertThat(one.rows()).hasSize(1);
        one.outcome().fail(refusal("22021"));
        var other = next();
        assertThat(other.rows()).hasSize(1).isNotEqualTo(one.rows());
        other.answer();

        var refused = one.rows().contains("a") ? both.get(0) : both.get(1);
        var written = one.rows().contains("a") ? both.get(1) : both.get(0);
        assertThatThrownBy(refused::join).rootCause().isInstanceOf(PgException.class);
        assertThat(written.join()).startsWith("row of ");
        assertThat(sent).isEmpty();
    }

    @Test
    void aHangingStatementTimesOutAndTheNextRuns() {
        var statement = statement(SHORT);
        var hung = request(statement, "hung");
        next();

        assertThatThrownBy(hung::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TimeoutException.class);

        request(statement, "later");
        assertThat(next().rows()).containsExactly("later");
    }
}
