package semel.intake;

import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** A body that is longer than its endpoint takes: nobody reads the rest of it. */
final class BodyTooLarge {
    /** Of HTTP/2: the answer is whole, and the rest of the body is not wanted (RFC 9113, 8.1). */
    private static final long NO_ERROR = 0;

    private BodyTooLarge() {}

    static Problem of(RoutingContext exchange, int maxBytes) {
        exchange.addEndHandler(ended -> endUnread(exchange));
        return new Problem(ProblemType.BODY_TOO_LARGE)
                .with("detail", "at most " + maxBytes + " bytes")
                .header("Connection", "close");
    }

    // The header alone would leave the connection open. A stream of HTTP/2 ends alone: others share its connection.
    private static void endUnread(RoutingContext exchange) {
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            exchange.response().reset(NO_ERROR);
        } else {
            exchange.request().connection().close();
        }
    }
}
