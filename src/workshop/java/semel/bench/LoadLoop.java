package semel.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Drives the load from one event loop: closed loop ({@link #asFastAsPossible}) or open loop. */
final class LoadLoop implements AutoCloseable {
    private static final long TICK_MILLIS = 1;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private volatile boolean isStopped;
    private volatile long open;

    Vertx vertx() {
        return vertx;
    }

    /** Runs it on the event loop now. @return its result */
    <T> T ask(Callable<T> question) {
        var answer = new CompletableFuture<T>();
        vertx.runOnContext(now -> {
            try {
                answer.complete(question.call());
            } catch (Exception failed) {
                answer.completeExceptionally(failed);
            }
        });
        return answer.join();
    }

    /** A closed loop: each connection sends its next request after the answer to the last one. */
    void asFastAsPossible(Poster poster, int connections) {
        vertx.runOnContext(now -> {
            for (int i = 0; i < connections; i++) {
                again(poster);
            }
        });
    }

    private void again(Poster poster) {
        if (isStopped) return;
        open++;
        poster.post(System.nanoTime(), id -> {
            open--;
            again(poster);
        });
    }

    /** An open loop: sends each request at its time, without waiting for earlier answers. @param send is given the time */
    void steadily(int perSecond, LongConsumer send) {
        var step = TimeUnit.SECONDS.toNanos(1) / perSecond;
        var next = new long[] {System.nanoTime()};
        vertx.setPeriodic(TICK_MILLIS, timer -> {
            if (isStopped) {
                vertx.cancelTimer(timer);
                return;
            }
            for (; next[0] <= System.nanoTime(); next[0] += step) {
                send.accept(next[0]);
            }
        });
    }

    void stop() {
        isStopped = true;
    }

    /** Whether a request of {@link #asFastAsPossible} is still unanswered. */
    boolean isOpen() {
        return open > 0;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
