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
 * Lets no more posts in at once than there is memory for, before anything of a body is read. Who is turned away knows that nothing
 * was received.
 *
 * @see "docs/explanation/decisions/0016-posts-are-turned-away-before-they-are-read.md"
 */
@Startup // a counter that is not there yet cannot be alarmed on
@ApplicationScoped
class Admission {
    /** Bytes that a post takes however short its body is. */
    private static final long LEAST = 4_096;

    /** Bytes that one takes whose length is not announced: no body may be longer. */
    private static final long MOST = BatchBody.MAX_BYTES;

    /** Of the heap at most this part, of which about eight times as much is needed (decision 0025). */
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
            refuseBeforeItIsSent(exchange);
            admit(exchange, bytes(exchange.request()));
        }
    }

    /** A client that waits for 100 (Continue) has sent nothing of its body yet. */
    private static void refuseBeforeItIsSent(RoutingContext exchange) {
        var most = exchange.normalizedPath().contains("/orders/batch") ? BatchBody.MAX_BYTES : Body.MAX_BYTES;
        if ("100-continue".equalsIgnoreCase(exchange.request().getHeader("Expect"))
                && announced(exchange.request()).orElse(0) > most) {
            throw BodyTooLarge.of(exchange, most);
        }
    }

    private void admit(RoutingContext exchange, long bytes) {
        if (taken.addAndGet(bytes) > limit) {
            taken.addAndGet(-bytes);
            turnedAway.increment();
            throw new Problem(ProblemType.OVERLOADED).header(HttpHeaders.RETRY_AFTER, IntakeResponses.RETRY_AFTER);
        }
        // Whoever sends his body drop by drop would keep his place for ever.
        var timer =
                exchange.vertx().setTimer(patience, late -> exchange.response().reset());
        exchange.addEndHandler(ended -> {
            exchange.vertx().cancelTimer(timer);
            taken.addAndGet(-bytes);
        });
    }

    private static long bytes(HttpServerRequest request) {
        return Math.min(MOST, Math.max(LEAST, announced(request).orElse(MOST)));
    }

    private static OptionalLong announced(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || !LENGTH.matcher(length).matches()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(length));
    }
}
