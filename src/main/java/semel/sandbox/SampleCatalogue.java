package semel.sandbox;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Posts receipts of sample stock in dev mode, 1000 pieces of each of p-1 … p-100, and then prints what to try next. The idempotency
 * keys are fixed, so a repeated post adds nothing. Each printed request was answered once by then: the first one loads many classes,
 * which on a busy machine took longer than {@code semel.view.answer}.
 */
@IfBuildProfile("dev")
@ApplicationScoped
class SampleCatalogue {
    private static final int PRODUCTS = 100;
    private static final int QUANTITY = 1000;
    private static final int CONCURRENCY = 8;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BACKOFF = Duration.ofMillis(100);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(2);

    /** Survives live reloads. */
    private static final String STOCKED = "semel.sandbox.stocked";

    /** Only the sandbox starts the lab. */
    private static final String LAB = System.getProperty(SandboxStart.LAB, "only with the sandbox");

    private static final Logger LOG = Logger.getLogger(SampleCatalogue.class);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String bootstrapServers;
    private final String databaseUrl;
    private final String databaseUser;
    private final Optional<String> token;

    private volatile Cancellable posting = () -> {};

    SampleCatalogue(
            @ConfigProperty(name = "quarkus.http.port") int httpPort,
            @ConfigProperty(name = "quarkus.http.root-path", defaultValue = "/") String root,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String databaseUrl,
            @ConfigProperty(name = "quarkus.datasource.username", defaultValue = "semel") String databaseUser,
            DevToken token) {
        this.token = token.token();
        this.base = "http://localhost:" + httpPort + root.replaceFirst("/$", "");
        this.bootstrapServers = bootstrapServers;
        this.databaseUrl = databaseUrl;
        this.databaseUser = databaseUser;
    }

    /** Posts all receipts. The first attempts may fail, because HTTP listens after this event. */
    void receive(@Observes StartupEvent starting) {
        if (System.getProperty(STOCKED) != null) return;
        var receipts = Multi.createFrom()
                .range(1, PRODUCTS + 1)
                .onItem()
                .transformToUni(product -> receipt("p-" + product))
                .merge(CONCURRENCY);
        var lookups = Multi.createFrom()
                .iterable(List.of("/orders/" + UUID.randomUUID(), "/audit"))
                .onItem()
                .transformToUniAndConcatenate(this::lookup);
        posting = Multi.createBy()
                .concatenating()
                .streams(receipts, lookups)
                .onItem()
                .ignoreAsUni()
                .subscribe()
                .with(done -> printNextSteps(), refusal -> LOG.errorf(refusal, "sample stock refused url=%s", base));
    }

    void stop(@Observes ShutdownEvent stopping) {
        posting.cancel();
    }

    /** Retries until the receipt is accepted; a 4xx is final, because a retry does not change it. */
    private Uni<Void> receipt(String product) {
        var request = request("/inventory/" + product + "/receipts")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "sample-" + product)
                .POST(HttpRequest.BodyPublishers.ofString("{\"quantity\":" + QUANTITY + "}"));
        return answered(request)
                .invoke(status -> {
                    if (status >= 400) throw new StockRefused(product, status);
                })
                .replaceWithVoid();
    }

    private Uni<Void> lookup(String path) {
        return answered(request(path)).replaceWithVoid();
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(REQUEST_TIMEOUT);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return request;
    }

    /** Retries until there is an answer that a retry does not change. @return its status, below 500 */
    private Uni<Integer> answered(HttpRequest.Builder request) {
        var sent = request.build();
        return Uni.createFrom()
                .completionStage(() -> client.sendAsync(sent, HttpResponse.BodyHandlers.discarding()))
                .map(HttpResponse::statusCode)
                .invoke(status -> {
                    if (status >= 500) throw new IllegalStateException(sent.uri() + " got status " + status);
                })
                .onFailure()
                .retry()
                .withBackOff(BACKOFF, BACKOFF_MAX)
                .indefinitely();
    }

    private void printNextSteps() {
        System.setProperty(STOCKED, "true");
        System.out.printf(
                Locale.ROOT,
                """

                %8$sSemel is up.%9$s Stock: %1$d pieces of each product, p-1 to p-%2$d. Ctrl-C ends it.
                  Page        %8$s%3$s/%9$s
                  Kafka       %4$s
                  PostgreSQL  psql -U %5$s %6$s
                  Lab         %7$s (fault experiments)
                Place an order, look it up, and run the audit in another terminal:
                %10$s  ID=$(curl -s%11$s %3$s/orders -H 'Content-Type: application/json' -d '{"customerId":"c-42","currency":"EUR","lines":[{"productId":"p-1","quantity":2,"unitPrice":1250}]}' | grep -oE '[0-9a-f-]{36}')
                  curl -sw '\\n'%11$s %3$s/orders/$ID
                  curl -s%11$s %3$s/audit
                Edit src/main/java/semel/order/ReserveAllOrNothing.java, which decides each order: it is reloaded.
                The keys of the console are off, because they may swallow Ctrl-C: -Dquarkus.console.disable-input=false

                """,
                QUANTITY,
                PRODUCTS,
                base,
                bootstrapServers,
                databaseUser,
                databaseUrl,
                LAB,
                escape("[1m"),
                escape("[0m"),
                token.map(bearer -> "  TOKEN=" + bearer + "\n").orElse(""),
                token.isPresent() ? " -H \"Authorization: Bearer $TOKEN\"" : "");
    }

    private static String escape(String code) {
        return System.console() == null ? "" : "\u001b" + code;
    }

    private static final class StockRefused extends RuntimeException {
        StockRefused(String product, int status) {
            super("receipt of " + product + " got status " + status);
        }
    }
}
