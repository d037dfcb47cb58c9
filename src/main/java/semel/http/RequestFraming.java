package semel.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import semel.problem.Problem;
import semel.problem.ProblemType;

/**
 * Refuses every version except HTTP/1.0, 1.1 and 2, and every Transfer-Encoding except a single {@code chunked}. With any other
 * encoding Netty assumes an empty body and reads the body as the next request: behind a proxy that reads it differently, this is
 * request smuggling. The connection is closed, and nothing more is read as a request. Also refuses a repeated Host header.
 *
 * @see "docs/explanation/decisions/0024-a-connection-ends-where-a-request-ends.md"
 */
@ApplicationScoped
class RequestFraming {
    private static final String DECODER = "httpDecoder"; // as Vert.x names it
    private static final String REFUSED = "semel.refused";
    private static final int BAD_REQUEST = 400;
    private static final int VERSION_UNKNOWN = 505;

    /** How long further bytes are discarded before the connection is closed: unread bytes would reset it and lose the answer. */
    private static final long LINGER_MILLIS = 1_000;

    private final UnroutedFailures unroutedFailures;
    private final AtomicBoolean isOutsideGuarded = new AtomicBoolean();

    RequestFraming(UnroutedFailures unroutedFailures) {
        this.unroutedFailures = unroutedFailures;
    }

    void guard(@Observes Filters filters) {
        filters.register(this::check, Integer.MAX_VALUE);
    }

    void guard(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(this::check);
    }

    private void check(RoutingContext exchange) {
        guardOutside(exchange);
        var pipeline = pipeline(exchange);
        if (pipeline.get(REFUSED) != null) {
            return; // decoded before its connection was refused: not a request
        }
        if (exchange.request().version() == null) {
            refuse(exchange, pipeline, Problem.of(VERSION_UNKNOWN));
        } else if (!hasClearEnd(exchange.request())) {
            refuse(exchange, pipeline, new Problem(ProblemType.TRANSFER_ENCODING_UNKNOWN));
        } else if (exchange.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
            exchange.fail(BAD_REQUEST);
        } else {
            exchange.next();
        }
    }

    /** Also checks requests outside the application's root, which filters do not see. Their router is reached only through a request. */
    private void guardOutside(RoutingContext exchange) {
        var outside = ((RoutingContextInternal) exchange).parent();
        if (outside != null && isOutsideGuarded.compareAndSet(false, true)) {
            outside.currentRouter().route().order(Integer.MIN_VALUE).handler(this::check);
            unroutedFailures.meet(outside.currentRouter());
        }
    }

    /** Whether the end of the body is clear. HTTP/2 marks it with frames and has no Transfer-Encoding. */
    private static boolean hasClearEnd(HttpServerRequest request) {
        var encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        return encodings.isEmpty()
                || request.version() == HttpVersion.HTTP_2
                || encodings.size() == 1
                        && encodings.get(0).equalsIgnoreCase("chunked")
                        && !request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    private static void refuse(RoutingContext exchange, ChannelPipeline pipeline, Problem problem) {
        if (pipeline.get(DECODER) != null) {
            pipeline.addAfter(DECODER, REFUSED, new Discard());
        }
        problem.header("Connection", "close").answer(exchange).onComplete(written -> end(exchange, pipeline));
    }

    private static void end(RoutingContext exchange, ChannelPipeline pipeline) {
        var connection = exchange.request().connection();
        if (!connection.isSsl() && pipeline.channel() instanceof DuplexChannel socket) {
            socket.shutdownOutput();
            exchange.vertx().setTimer(LINGER_MILLIS, late -> connection.close());
        } else {
            connection.close();
        }
    }

    private static ChannelPipeline pipeline(RoutingContext exchange) {
        return ((ConnectionBase) exchange.request().connection())
                .channelHandlerContext()
                .pipeline();
    }

    /** Discards everything that is decoded after the refusal. */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
