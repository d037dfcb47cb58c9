package semel.problem;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps every exception to a problem. The framework's own messages are not sent, because they contain class names. */
class ProblemMapper {
    /** Seconds. */
    private static final int RETRY_AFTER = 1;

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    private final UnansweredLog unanswered = new UnansweredLog();

    @ServerExceptionMapper
    RestResponse<Map<String, Object>> problem(Problem problem, RoutingContext exchange) {
        return problem.response(ApplicationRoot.of(exchange));
    }

    @ServerExceptionMapper
    RestResponse<Map<String, Object>> ofTheFramework(WebApplicationException refusal, RoutingContext exchange) {
        return Problem.of(refusal.getResponse().getStatus()).response(ApplicationRoot.of(exchange));
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    RestResponse<Map<String, Object>> unauthenticated(RoutingContext exchange) {
        return new Problem(ProblemType.UNAUTHENTICATED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .response(ApplicationRoot.of(exchange));
    }

    @ServerExceptionMapper
    RestResponse<Map<String, Object>> forbidden(ForbiddenException refusal, RoutingContext exchange) {
        return new Problem(ProblemType.FORBIDDEN).response(ApplicationRoot.of(exchange));
    }

    @ServerExceptionMapper
    RestResponse<Map<String, Object>> unforeseen(Throwable failure, RoutingContext exchange) {
        if (Unavailable.says(failure)) {
            unanswered.add(failure);
            return new Problem(ProblemType.UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                    .response(ApplicationRoot.of(exchange));
        }
        LOG.error("request failed", failure);
        return new Problem(ProblemType.INTERNAL).response(ApplicationRoot.of(exchange));
    }
}
