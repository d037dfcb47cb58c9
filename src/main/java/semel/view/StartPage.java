package semel.view;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.problem.ApplicationRoot;

/** Serves the start page, {@code GET /}. Its links are relative, so they hold under any root path and behind any proxy. */
@ApplicationScoped
class StartPage {
    private static final String PAGE = "/META-INF/index.html";

    private final String page = read();
    private final String operation;
    private final boolean isOperatedApart;

    /**
     * @param operation the path of health, metrics and OpenAPI; without a leading slash it is below the application's root
     * @param isOperatedApart whether these have their own port, whose public address the page cannot know
     */
    StartPage(
            @ConfigProperty(name = "quarkus.http.non-application-root-path", defaultValue = "q") String operation,
            @ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean isOperatedApart) {
        this.operation = operation;
        this.isOperatedApart = isOperatedApart;
    }

    void serve(@Observes Router router) {
        router.route("/").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
    }

    private void answer(RoutingContext exchange) {
        if (!exchange.request().path().endsWith("/")) {
            // Without the slash, the page's relative links would start one folder too high.
            exchange.response()
                    .setStatusCode(308)
                    .putHeader(HttpHeaders.LOCATION, ApplicationRoot.of(exchange) + "/")
                    .end();
            return;
        }
        exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache") // an upgrade changes the page
                .putHeader("Content-Security-Policy", "frame-ancestors 'none'") // not allowed in a page's meta element
                .end(page.replace("{operation}", operation(exchange)));
    }

    private String operation(RoutingContext exchange) {
        if (isOperatedApart) {
            return "";
        }
        return operation.startsWith("/") ? ApplicationRoot.prefix(exchange) + operation : operation;
    }

    private static String read() {
        try (var page = Objects.requireNonNull(StartPage.class.getResourceAsStream(PAGE), PAGE)) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(PAGE, unreadable);
        }
    }
}
