package semel.view;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Reads the start position of a stream and refuses an invalid one, before the response begins. */
class StreamStart {
    /** Binds this filter to a method. */
    @NameBinding
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface BindsStreamStart {}

    private static final String START = StreamStart.class.getName();

    private final AppliedOrderQueries orders;

    StreamStart(AppliedOrderQueries orders) {
        this.orders = orders;
    }

    /** The position that this filter found. */
    static StreamPosition of(RoutingContext exchange) {
        return exchange.get(START);
    }

    @BindsStreamStart
    @ServerRequestFilter
    Uni<Void> find(ContainerRequestContext request, RoutingContext exchange) {
        var last = Optional.ofNullable(request.getHeaderString(HttpHeaders.LAST_EVENT_ID_HEADER))
                .map(id -> StreamPosition.of(id).orElseThrow(StreamStart::invalid));
        return orders.start(last)
                .map(start -> start.orElseThrow(StreamStart::invalid))
                .invoke(start -> exchange.put(START, start))
                .replaceWithVoid();
    }

    private static Problem invalid() {
        return new Problem(ProblemType.INVALID_PARAMETER)
                .with(
                        "errors",
                        List.of(new ListParameters.ParameterViolation(
                                HttpHeaders.LAST_EVENT_ID_HEADER, "must be the id of an event of this stream")));
    }
}
