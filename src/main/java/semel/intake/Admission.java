package semel.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import semel.problem.Problem;
import semel.problem.ProblemType;

/**
 * Limits the bytes of concurrent posts before their bodies are read. A client that is turned away knows that nothing was received.
 *
 * @see "docs/explanation/decisions/0016-posts-are-turned-away-before-they-are-read.md"
 */
@Startup // a counter must exist before an alert can use it
@ApplicationScoped
class Admission {
    /** The least number of bytes that a post counts, however short its body is. */
    private static final long LEAST = 4_096;

    /** The limit is at most this part of the heap, because a post needs about eight times its bytes (decision 0025). */
    private static final int HEAP_SHARE = 16;

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final long limit;
    private final long patience;
    private final AtomicLong taken = new AtomicLong();
    private final Counter turnedAway;

    Admission(IntakeConfig settings, MeterRegistry registry) {
        this.limit =
                Math.min(settings.inFlight().asLongValue(), Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        this.patience = settings.exchangedWithin().toMillis();
        this.turnedAway = registry.counter("semel.posts.turned.away");
    }

    @ServerRequestFilter(preMatching = true)
    void admit(RoutingContext exchange) {
        if (exchange.request().method() == HttpMethod.POST) {
            var announced = announced(exchange.request());
            var most = most(exchange);
            refuseIfTooLarge(exchange, announced, most);
            admit(exchange, Math.min(most, Math.max(LEAST, announced.orElse(most))));
        }
    }

    /** @return the largest body that the endpoint accepts; a post of unknown length counts as many bytes */
    private static int most(RoutingContext exchange) {
        return exchange.normalizedPath().contains("/orders/batch") ? BatchBody.MAX_BYTES : Body.MAX_BYTES;
    }

    /** Refuses a too large body before a client that waits for 100 (Continue) sends it. */
    private static void refuseIfTooLarge(RoutingContext exchange, OptionalLong announced, int most) {
        if ("100-continue".equalsIgnoreCase(exchange.request().getHeader("Expect")) && announced.orElse(0) > most) {
            throw BodyTooLarge.of(exchange, most);
        }
    }

    private void admit(RoutingContext exchange, long bytes) {
        if (taken.addAndGet(bytes) > limit) {
            taken.addAndGet(-bytes);
            turnedAway.increment();
            throw new Problem(ProblemType.OVERLOADED).header(HttpHeaders.RETRY_AFTER, IntakeResponses.RETRY_AFTER);
        }
        // A client that sends its body very slowly would hold its bytes forever.
        var timer =
                exchange.vertx().setTimer(patience, late -> exchange.response().reset());
        exchange.addEndHandler(ended -> {
            exchange.vertx().cancelTimer(timer);
            taken.addAndGet(-bytes);
        });
    }

    private static OptionalLong announced(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || !LENGTH.matcher(length).matches()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(length));
    }
}
