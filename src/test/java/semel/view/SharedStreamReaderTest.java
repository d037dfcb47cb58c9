package semel.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Vetoed;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import semel.kafka.ProcessExit;
import semel.sql.Committed;

/** Tests when the shared reader reads, with a poll interval of an hour. */
class SharedStreamReaderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG_ENOUGH_FOR_A_SECOND_READING = Duration.ofMillis(100);
    private static final StreamPosition START = StreamPosition.endOf(7);

    private final Vertx vertx = Vertx.vertx();
    private final Database database = new Database(vertx);
    private final SharedStreamReader reading =
            new SharedStreamReader(database, settings(), new ProcessExit("semel-7") {}, vertx);
    private final AtomicReference<StreamPart> received = new AtomicReference<>();

    /** Answers each query when the test says so. */
    @Vetoed // otherwise Quarkus finds two such beans
    private static final class Database extends AppliedOrderQueries {
        private final List<CompletableFuture<StreamRead>> queries = new ArrayList<>();

        private Database(Vertx vertx) {
            super(null, null, settings(), vertx);
        }

        @Override
        Uni<StreamRead> after(StreamPosition position) {
            return Uni.createFrom().completionStage(this::beginQuery);
        }

        private synchronized CompletableFuture<StreamRead> beginQuery() {
            queries.add(new CompletableFuture<>());
            return queries.get(queries.size() - 1);
        }

        private synchronized CompletableFuture<StreamRead> query(int number) {
            return queries.get(number - 1);
        }

        synchronized int queryCount() {
            return queries.size();
        }

        /** @param orders the result of the query */
        void answer(int number, List<AppliedOrder> orders, boolean isHeldBack) {
            await().atMost(PATIENCE).until(() -> queryCount() >= number);
            query(number).complete(new StreamRead(StreamPart.read(START, orders, PAGE), isHeldBack));
        }
    }

    private static ViewConfig settings() {
        return (ViewConfig) Proxy.newProxyInstance(
                ViewConfig.class.getClassLoader(),
                new Class<?>[] {ViewConfig.class},
                (proxy, method, arguments) -> Duration.ofHours(1));
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aCommitTriggersAReading() {
        // Given
        follow(START);
        database.answer(1, List.of(), false);
        // When
        reading.wake(new Committed(true));
        // Then
        database.answer(2, List.of(order()), false);
        await().atMost(PATIENCE).until(() -> received.get() != null);
        assertThat(received.get().orders()).containsExactly(order());
    }

    @Test
    void commitsDuringAReadingTriggerOneMoreReading() {
        // Given
        follow(START);
        await().atMost(PATIENCE).until(() -> database.queryCount() == 1);
        // When
        for (int commit = 0; commit < 1_000; commit++) {
            reading.wake(new Committed(true));
        }
        // Then
        assertThat(queryCountAfterAWhile()).isEqualTo(1);
        database.answer(1, List.of(), false);
        database.answer(2, List.of(), false);
        assertThat(queryCountAfterAWhile()).isEqualTo(2);
    }

    @Test
    void ordersThatATransactionHoldsBackAreReadAgainWithoutACommit() {
        follow(START);
        database.answer(1, List.of(), true);
        database.answer(2, List.of(), true);
        database.answer(3, List.of(), false);
        assertThat(queryCountAfterAWhile()).isEqualTo(3);
    }

    @Test
    void aReaderBehindTheEndIsReadForAtOnce() {
        // Given
        follow(START);
        database.answer(1, List.of(), false);
        // When
        follow(StreamPosition.endOf(3));
        // Then
        await().atMost(PATIENCE).until(() -> database.queryCount() == 2);
    }

    private void follow(StreamPosition position) {
        reading.after(position, Optional.empty()).subscribe().with(received::set);
    }

    private int queryCountAfterAWhile() {
        await().pollDelay(LONG_ENOUGH_FOR_A_SECOND_READING).atMost(PATIENCE).until(() -> true);
        return database.queryCount();
    }

    private static AppliedOrder order() {
        return new AppliedOrder(new StreamPosition(8, new UUID(0, 0)), "", "{}");
    }
}
