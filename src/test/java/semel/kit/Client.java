package semel.kit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Calls the REST interface with idempotency keys and timeouts. */
public final class Client {
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([0-9a-f-]{36})\"");
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int CUSTOMERS = 100;
    private static final Duration LONG = Duration.ofMinutes(1);

    // HTTP/1.1, because an HTTP/2 connection that hangs would be reused forever.
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private final Optional<String> token;

    public Client() {
        this(Optional.empty());
    }

    /** @param token sent as bearer token */
    public Client(Optional<String> token) {
        this.token = token;
    }

    /**
     * An answer. Status 0 means that there was none: the outcome is unknown.
     *
     * @param isReplayed whether an earlier request with the key was accepted
     */
    public record Answer(int status, String body, boolean isReplayed) {
        public Answer(int status, String body) {
            this(status, body, false);
        }

        public String orderId() {
            var id = ORDER_ID.matcher(body);
            return id.find() ? id.group(1) : null;
        }
    }

    /** Orders one piece of the product. */
    public Answer order(URI base, String key, String product) {
        return order(base, key, List.of(product));
    }

    /** Posts {@link #anOrder}. */
    public Answer order(URI base, String key, List<String> products) {
        return post(base.resolve("/orders"), key, anOrder(key, products));
    }

    /** A realistic order: one piece of the first product, two of the second, with different prices, of one of 100 customers. */
    public static String anOrder(String key, List<String> products) {
        var lines = IntStream.range(0, products.size())
                .mapToObj(i -> "{\"productId\":\"%s\",\"quantity\":%s,\"unitPrice\":%s}"
                        .formatted(products.get(i), i + 1, 100 + 11 * i))
                .collect(Collectors.joining(","));
        var customer = Math.floorMod(key.hashCode(), CUSTOMERS);
        return "{\"customerId\":\"c-%s\",\"currency\":\"EUR\",\"lines\":[%s]}".formatted(customer, lines);
    }

    /** Posts a receipt with a long timeout, because it is often the first request to a replica. */
    public Answer receive(URI base, String key, String product, int quantity) {
        var receipts = base.resolve("/inventory/" + product + "/receipts");
        return send(posting(receipts, key, "{\"quantity\":" + quantity + "}"), LONG);
    }

    public Answer post(URI uri, String key, String body) {
        return send(posting(uri, key, body));
    }

    private static HttpRequest.Builder posting(URI uri, String key, String body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    public Answer get(URI uri) {
        return send(HttpRequest.newBuilder(uri));
    }

    /** GET with a long timeout. */
    public Answer getPatiently(URI uri) {
        return send(HttpRequest.newBuilder(uri), LONG);
    }

    private Answer send(HttpRequest.Builder request) {
        return send(request, TIMEOUT);
    }

    private Answer send(HttpRequest.Builder request, Duration timeout) {
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        try {
            var response = http.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Idempotent-Replayed").isPresent());
        } catch (IOException unanswered) {
            return new Answer(0, "");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Answer(0, "");
        }
    }
}
