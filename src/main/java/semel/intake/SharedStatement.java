package semel.intake;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import semel.kafka.FailureKind;
import semel.sql.Attempt;
import semel.sql.CallersContext;
import semel.sql.FreshContext;

/**
 * Runs a statement for many requests: those that arrive while it runs share the next one. So a single request does not wait, and
 * many concurrent ones need few connections and few commits.
 *
 * @param <T> a row
 * @param <R> the result for one row
 * @see "docs/explanation/decisions/0028-posts-share-statements.md"
 */
final class SharedStatement<T, R> {
    private final StatementQueue<QueuedRequest> queue;
    private final Duration patience;
    private final Function<List<T>, Uni<List<R>>> statement;
    private final Timer waits;
    private final DistributionSummary sizes;

    /**
     * @param name the tag {@code statement} of its meters
     * @param patience how long each request waits at most, from its arrival
     * @param statement takes at least one row and returns a result for each, in order
     */
    SharedStatement(
            String name,
            StatementQueue.Limits limits,
            Duration patience,
            MeterRegistry registry,
            Function<List<T>, Uni<List<R>>> statement) {
        this.queue = new StatementQueue<>(limits);
        this.patience = patience;
        this.statement = statement;
        this.waits = registry.timer("semel.posts.waited", "statement", name);
        this.sizes = DistributionSummary.builder("semel.posts.statement")
                .baseUnit("rows")
                .tag("statement", name)
                .register(registry);
    }

    private final class QueuedRequest implements StatementQueue.Entry {
        private final List<T> rows;
        private final Object key;
        private final long bytes;
        private final UniEmitter<? super List<R>> answer;
        private final Context context = Vertx.currentContext();
        private final long since = System.nanoTime();
        private volatile boolean isAbandoned;

        QueuedRequest(List<T> rows, Object key, long bytes, UniEmitter<? super List<R>> answer) {
            this.rows = rows;
            this.key = key;
            this.bytes = bytes;
            this.answer = answer.onTermination(() -> isAbandoned = true);
        }

        @Override
        public Object key() {
            return key;
        }

        @Override
        public int rows() {
            return rows.size();
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public boolean isAbandoned() {
            return isAbandoned;
        }
    }

    /**
     * @param rows at least one; all of them are in one statement
     * @param key of the request: two with the same key never share a statement; null if no other request can have the same
     * @param bytes the estimated size of the rows
     * @return the result of each row, on the caller's context; fails with {@link io.smallrye.mutiny.TimeoutException} or as the
     *     statement did: it is unknown then whether the rows are written
     */
    Uni<List<R>> run(List<T> rows, Object key, long bytes) {
        return Uni.createFrom()
                .<List<R>>emitter(answer -> {
                    queue.add(new QueuedRequest(rows, key, bytes, answer));
                    startReady();
                })
                .ifNoItem()
                .after(patience)
                .fail()
                .emitOn(CallersContext.here());
    }

    /** Requests that wait for a statement. */
    int waiting() {
        return queue.waiting();
    }

    private void startReady() {
        var batch = queue.next();
        if (!batch.isEmpty()) {
            start(batch);
        }
    }

    // In a new context, because the identity and the trace of the first request do not belong to the others.
    private void start(List<QueuedRequest> batch) {
        var now = System.nanoTime();
        batch.forEach(request -> waits.record(now - request.since, TimeUnit.NANOSECONDS));
        FreshContext.beside(batch.get(0).context)
                .execute(() -> Attempt.within(patience, () -> statement.apply(rows(batch)))
                        .subscribe()
                        .with(results -> succeeded(batch, results), failure -> failed(batch, failure)));
    }

    private List<T> rows(List<QueuedRequest> batch) {
        var rows = batch.size() == 1
                ? batch.get(0).rows
                : batch.stream().flatMap(request -> request.rows.stream()).toList();
        sizes.record(rows.size());
        return rows;
    }

    private void succeeded(List<QueuedRequest> batch, List<R> results) {
        queue.ended();
        startReady();
        var next = 0;
        for (var request : batch) {
            request.answer.complete(results.subList(next, next += request.rows.size()));
        }
    }

    // If a row made the shared statement fail, each request runs again alone: only that row's request fails.
    private void failed(List<QueuedRequest> batch, Throwable failure) {
        if (batch.size() > 1 && FailureKind.isOfARow(failure)) {
            queue.endedForEachAlone(batch);
            startReady();
        } else {
            queue.ended();
            startReady();
            batch.forEach(request -> request.answer.fail(failure));
        }
    }
}
