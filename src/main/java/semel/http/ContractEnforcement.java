package semel.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.problem.Problem;
import semel.problem.ProblemType;

/**
 * Refuses a request if the OpenAPI document does not have its method or any media type that it accepts, or if the path has matrix
 * parameters ({@code ;}). The framework would accept some of these requests, and answer others with less detail.
 */
@ApplicationScoped
class ContractEnforcement {
    /** After CORS (300), which answers preflight requests, and before security (200). */
    private static final int PRIORITY = 250;

    /** Health, metrics and OpenAPI, where Quarkus would answer every method. */
    private static final String OPERATION = "/(health(/.*)?|metrics|openapi(\\.[a-z]+)?)/?";

    private final OpenApiPaths application;
    private final OpenApiPaths management;
    private final String root;

    /** @param isOperatedApart whether health, metrics and OpenAPI have a port of their own, not paths here */
    ContractEnforcement(
            @ConfigProperty(name = "quarkus.http.root-path", defaultValue = "/") String root,
            @ConfigProperty(name = "quarkus.http.non-application-root-path", defaultValue = "q") String operation,
            @ConfigProperty(name = "quarkus.management.root-path", defaultValue = "/q") String managementRoot,
            @ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean isOperatedApart) {
        this.root = folder(root);
        var operationRoot = operation.startsWith("/") ? within(folder(operation)) : folder(operation);
        var read = Stream.of("/?", "/schemas/[^/]+", operationRoot + OPERATION).limit(isOperatedApart ? 2 : 3);
        this.application = OpenApiPaths.ofReads(read.toList()).andOfDocument();
        this.management = OpenApiPaths.ofReads(List.of(folder(managementRoot) + OPERATION));
    }

    /** @return the path with a leading and no trailing slash; empty for the root */
    private static String folder(String path) {
        return ("/" + path).replaceAll("/+", "/").replaceAll("/$", "");
    }

    private String within(String path) {
        return path.startsWith(root) ? path.substring(root.length()) : path;
    }

    void guard(@Observes Filters filters) {
        filters.register(exchange -> check(exchange, application), PRIORITY);
    }

    void guard(@Observes ManagementInterface interfaces) {
        interfaces.router().route().order(Integer.MIN_VALUE).handler(exchange -> check(exchange, management));
    }

    private void check(RoutingContext exchange, OpenApiPaths contract) {
        if (exchange.request().path().indexOf(';') >= 0) {
            refuse(exchange, new Problem(ProblemType.NOT_FOUND).with("detail", "no path has parameters"));
            return;
        }
        var declared = contract.at(within(exchange.normalizedPath()));
        if (declared == null) {
            exchange.next();
        } else {
            check(exchange, declared);
        }
    }

    private static void check(RoutingContext exchange, OpenApiPaths.OpenApiPath declared) {
        var method = exchange.request().method();
        if (method.equals(HttpMethod.OPTIONS)) {
            exchange.response()
                    .setStatusCode(204)
                    .putHeader(HttpHeaders.ALLOW, declared.allowed())
                    .end();
            return;
        }
        var offered = declared.offered(method.name());
        if (offered == null) {
            refuse(exchange, new Problem(ProblemType.METHOD_NOT_ALLOWED).header("Allow", declared.allowed()));
        } else if (offered.isEmpty()
                || offered.stream().anyMatch(AcceptHeader.of(exchange.request().headers())::takes)) {
            exchange.next();
        } else {
            var available = String.join(", ", offered);
            refuse(exchange, new Problem(ProblemType.NOT_ACCEPTABLE).with("detail", "available: " + available));
        }
    }

    /** Discards the body, or the next request of the connection would never be read. */
    private static void refuse(RoutingContext exchange, Problem problem) {
        exchange.request().resume();
        problem.answer(exchange);
    }
}
