package semel.kit;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;

/**
 * Places orders at a running application as real clients do ({@link Load}), and ends with the audit's verdict: exit code 0 if it is
 * CLEAN, else 1. System properties: {@code url}, several separated by commas; {@code rate}, {@code orders}, {@code seed}, {@code token}.
 */
final class LoadMain {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private LoadMain() {}

    public static void main(String[] arguments) {
        var urls = List.of(given("url").orElse("http://localhost:8080").split(",")).stream()
                .map(URI::create)
                .toList();
        var orders = Integer.parseInt(given("orders").orElse("1000"));
        var rate = Integer.parseInt(given("rate").orElse("100"));
        var seed = Long.parseLong(given("seed").orElse(Long.toString(System.currentTimeMillis())));
        var client = new Client(given("token"));
        if (client.get(urls.get(0).resolve("/q/health/ready")).status() != 200) {
            System.out.println("Nothing is ready at " + urls.get(0) + ": start ./mvnw, or say -Durl=");
            System.exit(1);
        }
        place(client, urls, orders, rate, seed);
        System.exit(audit(client, urls.get(0)) ? 0 : 1);
    }

    private static void place(Client client, List<URI> urls, int orders, int rate, long seed) {
        var products =
                IntStream.rangeClosed(1, 100).mapToObj(number -> "p-" + number).toList();
        var replicas = urls.stream().<Supplier<URI>>map(url -> () -> url).toList();
        var begin = System.nanoTime();
        try (var load = new Load(client, "load-" + seed + "-", rate, seed, products, replicas);
                var bar = new ProgressBar("orders", orders)) {
            await().atMost(FOR_EVER).pollInterval(LOOK).until(() -> {
                bar.stepTo(Math.min(load.accepted(), orders));
                return load.accepted() >= orders || load.hasFailed();
            });
            var accepted = load.stop().size();
            var seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "%n%d orders accepted in %.1f s, %.0f a second, seed %d. The same seed again asks for the same orders, and finds them.%n",
                    accepted, seconds, accepted / seconds, seed);
        }
    }

    /** Again while it is pending. */
    private static boolean audit(Client client, URI url) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        Client.Answer answer;
        do {
            answer = client.getPatiently(url.resolve("/audit"));
        } while (answer.body().contains("\"verdict\":\"PENDING\"") && System.nanoTime() < deadline);
        System.out.println(answer.body());
        return answer.body().contains("\"verdict\":\"CLEAN\"");
    }

    private static Optional<String> given(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isEmpty());
    }
}
