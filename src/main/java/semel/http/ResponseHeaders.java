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

    /** A second, as the header Date has it. */
    private record Second(long epoch, String text) {
        static Second of(long epoch) {
            var time = Instant.ofEpochSecond(epoch).atOffset(ZoneOffset.UTC);
            return new Second(epoch, DateTimeFormatter.RFC_1123_DATE_TIME.format(time));
        }
    }

    private final String vary;
    private volatile Second now = Second.of(0);

    /** @param isCrossOrigin whether CORS tells each origin something else */
    ResponseHeaders(@ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false") boolean isCrossOrigin) {
        // Each path refuses types that it does not offer, and most are compressed for those who take it.
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

    /** At the last moment before they are sent. */
    void complete(RoutingContext exchange) {
        var headers = exchange.response().headers();
        headers.set(HttpHeaders.DATE, date());
        headers.set(HttpHeaders.VARY, vary);
        headers.set(NO_SNIFFING, "nosniff");
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            headers.remove(HttpHeaders.CONNECTION); // an error of the protocol
            forgetIdentity(exchange);
        }
        if (isStream(headers)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
            headers.set("X-Accel-Buffering", "no");
            headers.remove("X-SSE-Content-Type"); // a word among clients of the framework
        }
    }

    /**
     * Quarkus says so to what must not compress it, and nothing does where the client takes nothing compressed. Where it does, this
     * word alone keeps Vert.x from compressing a stream: it has chosen an encoding with the request, and asks for no type.
     */
    private static void forgetIdentity(RoutingContext exchange) {
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
