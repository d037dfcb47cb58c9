package semel.http;

import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Answers failures outside endpoints with a problem, as endpoints do. Client errors are not logged. */
@ApplicationScoped
class UnroutedFailures {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int INTERNAL = 500;

    private final ResponseHeaders headers;

    UnroutedFailures(ResponseHeaders headers) {
        this.headers = headers;
    }

    void meet(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::answer);
        router.errorHandler(NOT_FOUND, exchange -> send(exchange, new Problem(ProblemType.NOT_FOUND)));
    }

    void meet(@Observes ManagementInterface management) {
        meet(management.router());
    }

    private void answer(RoutingContext exchange) {
        var response = exchange.response();
        var problem = problem(exchange);
        if (problem == null || response.headWritten() || response.ended()) {
            exchange.next();
            return;
        }
        send(exchange, problem);
    }

    private void send(RoutingContext exchange, Problem problem) {
        headers.complete(exchange); // no filter ran for this request
        exchange.request().resume(); // discards the body, or the connection's next request would never be read
        problem.answer(exchange);
    }

    /** @return null for a server error, which Quarkus logs */
    private static Problem problem(RoutingContext exchange) {
        var failure = exchange.failure();
        if (failure instanceof UnauthorizedException || failure instanceof AuthenticationException) {
            return new Problem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate", "Bearer");
        }
        if (failure instanceof ForbiddenException) {
            return new Problem(ProblemType.FORBIDDEN);
        }
        if (exchange.statusCode() == BAD_REQUEST) {
            return new Problem(ProblemType.INVALID_REQUEST);
        }
        return exchange.statusCode() < INTERNAL && exchange.statusCode() > BAD_REQUEST
                ? Problem.of(exchange.statusCode())
                : null;
    }
}
