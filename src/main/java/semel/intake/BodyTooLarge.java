package semel.intake;

import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Builds the problem of a body that is too large, and ends the request without reading the rest. */
final class BodyTooLarge {
    /** HTTP/2: the answer is complete, and the rest of the body is not needed (RFC 9113, 8.1). */
    private static final long NO_ERROR = 0;

    private BodyTooLarge() {}

    static Problem of(RoutingContext exchange, int maxBytes) {
        exchange.addEndHandler(ended -> endUnread(exchange));
        return new Problem(ProblemType.BODY_TOO_LARGE)
                .with("detail", "at most " + maxBytes + " bytes")
                .header("Connection", "close");
    }

    // The header alone would leave the connection open. In HTTP/2 only the stream ends: others share the connection.
    private static void endUnread(RoutingContext exchange) {
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            exchange.response().reset(NO_ERROR);
        } else {
            exchange.request().connection().close();
        }
    }
}
