package semel.view;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Ends the stream of a client that does not read: it would count as an open stream forever. */
final class SlowClientGuard {
    private static final long CANCEL = 8; // of HTTP/2
    private static final int LOOKS = 4; // checks within the patience

    private final Duration patience;
    private volatile long sentAt; // by System.nanoTime; 0 if all is read

    private SlowClientGuard(Duration patience) {
        this.patience = patience;
    }

    /** @param events their subscriber requests the next event when the one before is written */
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

    // Not the connection's close(): it waits until all is sent, and this client does not read.
    private static void end(RoutingContext exchange) {
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            exchange.response().reset(CANCEL); // other requests share the connection
        } else {
            ((ConnectionBase) exchange.request().connection())
                    .channelHandlerContext()
                    .close();
        }
    }
}
