package semel.view;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Counts the open streams of this replica and refuses one beyond {@code semel.view.streams}. */
@ApplicationScoped
class OpenStreams {
    /** Seconds. */
    private static final int RETRY_AFTER = 5;

    private final AtomicInteger open = new AtomicInteger();
    private final int most;

    OpenStreams(ViewConfig settings) {
        this.most = settings.streams();
    }

    /**
     * Counts the stream until its client is gone; throws {@link ProblemType#TOO_MANY_STREAMS} at the limit.
     *
     * @return the events, until the response is closed
     */
    <T> Multi<T> hold(RoutingContext exchange, Multi<T> events) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            throw new Problem(ProblemType.TOO_MANY_STREAMS).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        var left = new AtomicBoolean();
        // A client that is gone before the first event requests none, so the stream would not terminate. Later the
        // framework cancels the stream, or keeps sending to the closed response.
        exchange.addEndHandler(ended -> leave(left));
        return events.select()
                .first(event -> isOpen(exchange.response()))
                .onTermination()
                .invoke(() -> leave(left));
    }

    /** The response is ended, not closed, when the replica stops. */
    private static boolean isOpen(HttpServerResponse response) {
        return !response.closed() && !response.ended();
    }

    private void leave(AtomicBoolean left) {
        if (left.compareAndSet(false, true)) {
            open.decrementAndGet();
        }
    }

    int count() {
        return open.get();
    }
}
