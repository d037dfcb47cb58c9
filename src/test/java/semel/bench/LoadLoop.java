package semel.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The one event loop of the load, and the two ways to drive it. */
final class LoadLoop implements AutoCloseable {
    private static final long TICK_MILLIS = 1;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private volatile boolean isStopped;
    private volatile long open;

    Vertx vertx() {
        return vertx;
    }

    /** On the event loop, at once. @return what it gave */
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

    /** As many at a time as there are connections, each after the answer to the last one. */
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

    /** An open loop: each at its time, whatever became of those before. @param send is given the time */
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

    /** Sends no more. */
    void stop() {
        isStopped = true;
    }

    /** Whether a request of {@link #asFastAsPossible} has no answer yet. */
    boolean isOpen() {
        return open > 0;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
