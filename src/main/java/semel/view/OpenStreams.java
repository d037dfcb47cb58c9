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

/** How many streams are open; no more than may be. */
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
     * Takes a place until the client has left; throws {@link ProblemType#TOO_MANY_STREAMS} where there is none.
     *
     * @return the events for as long as somebody is there
     */
    <T> Multi<T> hold(RoutingContext exchange, Multi<T> events) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            throw new Problem(ProblemType.TOO_MANY_STREAMS).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        var left = new AtomicBoolean();
        // Where the client is gone before the first event nobody asks for one; later the framework cancels, or, in
        // between, goes on
        // sending to nobody.
        exchange.addEndHandler(ended -> leave(left));
        return events.select()
                .first(event -> isOpen(exchange.response()))
                .onTermination()
                .invoke(() -> leave(left));
    }

    /** It is ended here when the replica is stopped. */
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
