package semel.view;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Ends the stream of a client that does not read what is sent: it would hold its place, and be told nothing, for ever. */
final class SlowClientGuard {
    private static final long CANCEL = 8; // of HTTP/2
    private static final int LOOKS = 4; // within the time that one may take

    private final Duration patience;
    private volatile long sentAt; // by System.nanoTime, 0: all is read

    private SlowClientGuard(Duration patience) {
        this.patience = patience;
    }

    /** @param events whose subscriber asks for the next when the one before has left */
    static <T> Multi<T> noLongerThan(Duration patience, RoutingContext exchange, Multi<T> events) {
        var slowClients = new SlowClientGuard(patience);
        var vertx = exchange.vertx();
        var timer = vertx.setPeriodic(patience.toMillis() / LOOKS, look -> slowClients.endIfStuck(exchange));
        exchange.addEndHandler(ended -> vertx.cancelTimer(timer));
        return events.onRequest()
                .invoke(() -> slowClients.sentAt = 0)
                .onItem()
                .invoke(() -> slowClients.sentAt = System.nanoTime())
                .onTermination()
                .invoke(() -> vertx.cancelTimer(timer));
    }

    private void endIfStuck(RoutingContext exchange) {
        var since = sentAt;
        if (since != 0 && System.nanoTime() - since > patience.toNanos()) {
            end(exchange);
        }
    }

    // Not the connection's own close: it waits until all is sent, which is what does not happen here.
    private static void end(RoutingContext exchange) {
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            exchange.response().reset(CANCEL); // others share the connection
        } else {
            ((ConnectionBase) exchange.request().connection())
                    .channelHandlerContext()
                    .close();
        }
    }
}
