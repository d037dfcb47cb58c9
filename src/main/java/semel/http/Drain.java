package semel.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.problem.Problem;
import semel.problem.ProblemType;

/**
 * Drains the server after the stop signal: finishes running requests, answers new ones 503, and ends streams at once. Quarkus alone
 * would wait ({@code quarkus.shutdown.*}), but would accept new requests meanwhile and wait for streams too.
 *
 * @see "docs/explanation/decisions/0024-a-connection-ends-where-a-request-ends.md"
 */
@ApplicationScoped
class Drain {
    /** How often the running requests are checked. */
    private static final long LOOK_MILLIS = 50;

    /** Seconds. */
    private static final int RETRY_AFTER = 1;

    private final Set<RoutingContext> underWay = ConcurrentHashMap.newKeySet();
    private final Vertx vertx;
    private final Duration finishing;
    private volatile boolean isDraining;
    private long timer;

    /** @param finishing how long Quarkus waits for running requests, after {@code quarkus.shutdown.delay} */
    Drain(Vertx vertx, @ConfigProperty(name = "quarkus.shutdown.timeout") Duration finishing) {
        this.vertx = vertx;
        this.finishing = finishing;
    }

    void watch(@Observes Filters filters) {
        filters.register(this::admit, Integer.MAX_VALUE - 1);
    }

    private void admit(RoutingContext exchange) {
        if (isDraining) {
            refuse(exchange);
            return;
        }
        underWay.add(exchange);
        exchange.addEndHandler(ended -> underWay.remove(exchange));
        exchange.next();
    }

    /** Answers only after the whole request is read: closing a connection with unread bytes resets it, and the answer is lost. */
    private static void refuse(RoutingContext exchange) {
        var request = exchange.request();
        if (request.isEnded()) {
            stopping(request).answer(exchange);
        } else {
            request.endHandler(whole -> stopping(request).answer(exchange)).resume();
        }
    }

    private static Problem stopping(HttpServerRequest request) {
        var problem = new Problem(ProblemType.STOPPING).header("Retry-After", RETRY_AFTER);
        return request.version() == HttpVersion.HTTP_2 ? problem : problem.header("Connection", "close");
    }

    void begin(@Observes ShutdownDelayInitiatedEvent signal) {
        isDraining = true;
        // The last third is for answers to unfinished requests: Quarkus closes their connections after it.
        var deadline = System.nanoTime() + finishing.toNanos() / 3 * 2;
        timer = vertx.setPeriodic(LOOK_MILLIS, look -> look(System.nanoTime() - deadline > 0));
        look(false);
    }

    void end(@Observes ShutdownEvent over) {
        vertx.cancelTimer(timer); // the timer would outlive a live reload
    }

    private void look(boolean isLate) {
        for (var exchange : underWay) {
            var context = ((HttpServerRequestInternal) exchange.request()).context();
            context.runOnContext(ignored -> {
                if (isStream(exchange)) {
                    endStream(exchange);
                } else if (isLate) {
                    giveUp(exchange);
                }
            });
        }
    }

    private static boolean isStream(RoutingContext exchange) {
        var type = exchange.response().headers().get(HttpHeaders.CONTENT_TYPE);
        return exchange.response().headWritten() && type != null && type.startsWith("text/event-stream");
    }

    /** The client then reconnects to another replica, with Last-Event-ID. */
    private static void endStream(RoutingContext exchange) {
        var response = exchange.response();
        if (!response.ended()) {
            response.end();
            if (exchange.request().version() != HttpVersion.HTTP_2) {
                exchange.request().connection().close();
            }
        }
    }

    /** Answers a request that is not finished in time. A POST may still take effect, so its outcome is unknown. */
    private static void giveUp(RoutingContext exchange) {
        if (!exchange.response().headWritten() && !exchange.response().ended()) {
            var isPost = exchange.request().method() == HttpMethod.POST;
            new Problem(isPost ? ProblemType.NOT_ACKNOWLEDGED : ProblemType.STOPPING)
                    .header("Retry-After", RETRY_AFTER)
                    .answer(exchange);
        }
    }
}
