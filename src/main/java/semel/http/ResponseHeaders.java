package semel.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Sets the headers that every answer has. */
@ApplicationScoped
class ResponseHeaders {
    private static final CharSequence NO_SNIFFING = HttpHeaders.createOptimized("X-Content-Type-Options");

    /** A second, and the Date header for it. */
    private record Second(long epoch, String text) {
        static Second of(long epoch) {
            var time = Instant.ofEpochSecond(epoch).atOffset(ZoneOffset.UTC);
            return new Second(epoch, DateTimeFormatter.RFC_1123_DATE_TIME.format(time));
        }
    }

    private final String vary;
    private volatile Second now = Second.of(0);

    /** @param isCrossOrigin whether CORS is enabled, so that answers differ by origin */
    ResponseHeaders(@ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false") boolean isCrossOrigin) {
        // Each path checks Accept, and most answers are compressed if the client accepts that.
        this.vary = "Accept, Accept-Encoding" + (isCrossOrigin ? ", Origin" : "");
    }

    void add(@Observes Filters filters) {
        filters.register(this::addTo, Integer.MAX_VALUE);
    }

    void add(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(this::addTo);
    }

    private void addTo(RoutingContext exchange) {
        exchange.addHeadersEndHandler(written -> complete(exchange));
        exchange.next();
    }

    /** Called just before the headers are sent. */
    void complete(RoutingContext exchange) {
        var headers = exchange.response().headers();
        headers.set(HttpHeaders.DATE, date());
        headers.set(HttpHeaders.VARY, vary);
        headers.set(NO_SNIFFING, "nosniff");
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            headers.remove(HttpHeaders.CONNECTION); // HTTP/2 forbids it
            removeIdentity(exchange);
        }
        if (isStream(headers)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
            headers.set("X-Accel-Buffering", "no");
            headers.remove("X-SSE-Content-Type"); // internal to the framework's own clients
        }
    }

    /**
     * Removes {@code Content-Encoding: identity} if the client accepts no compression. Quarkus sets it on answers that must not be
     * compressed. If the client accepts compression it must stay: over HTTP/2 Vert.x compresses every answer without an encoding,
     * even a stream.
     */
    private static void removeIdentity(RoutingContext exchange) {
        if (!exchange.request().headers().contains(HttpHeaders.ACCEPT_ENCODING)
                && exchange.response().headers().contains(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY, true)) {
            exchange.response().headers().remove(HttpHeaders.CONTENT_ENCODING);
        }
    }

    private static boolean isStream(MultiMap headers) {
        var type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("text/event-stream");
    }

    private String date() {
        var epoch = Instant.now().getEpochSecond();
        var second = now;
        if (second.epoch() != epoch) {
            second = Second.of(epoch);
            now = second;
        }
        return second.text();
    }
}
