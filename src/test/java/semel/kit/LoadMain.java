package semel.kit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;

/**
 * Places orders at a running application ({@link OrderLoad}) and asks for the audit's verdict. Exit code 0 if it is CLEAN, else 1. System
 * properties: {@code url}, several separated by commas; {@code rate}, {@code orders}, {@code seed}, {@code token}.
 */
public final class LoadMain {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Share of the rate that counts as reached. */
    private static final double ENOUGH = 0.95;

    private static final Duration CONNECTING = Duration.ofSeconds(3);

    private static final Pattern VERDICT = Pattern.compile("\"verdict\":\"([A-Z]+)\"");
    private static final Map<String, String> VERDICTS = Map.of(
            "CLEAN", "CLEAN: every accepted order was decided once and applied once.",
            "DIRTY", "DIRTY: at least one order was not decided and applied once; the findings above say which.",
            "PENDING", "PENDING: after two minutes not everything was applied. Ask again: GET /audit.");

    private final List<URI> urls;
    private final int orders;
    private final int rate;
    private final long seed;
    private final Client client;

    private LoadMain(List<URI> urls, int orders, int rate, long seed, Client client) {
        this.urls = urls;
        this.orders = orders;
        this.rate = rate;
        this.seed = seed;
        this.client = client;
    }

    /** Ends the command; its message is the line for the user. */
    private static final class Hindered extends RuntimeException {
        Hindered(String why) {
            super(why);
        }
    }

    public static void main(String[] arguments) {
        System.exit(run() ? 0 : 1);
    }

    private static boolean run() {
        try {
            var main = fromProperties();
            main.awaitReady();
            main.place();
            return main.audit();
        } catch (Hindered why) {
            System.out.println(why.getMessage());
            return false;
        }
    }

    private static LoadMain fromProperties() {
        var urls = Stream.of(given("url").orElse("http://localhost:8080").split(","))
                .map(LoadMain::address)
                .toList();
        var seed = given("seed").map(value -> number("seed", value)).orElseGet(System::currentTimeMillis);
        return new LoadMain(urls, positive("orders", 1000), positive("rate", 100), seed, new Client(given("token")));
    }

    private static URI address(String text) {
        if (!text.matches("https?://[^/]+/?") || URI.create(text).getHost() == null) {
            throw new Hindered("-Durl=" + text + " is not an address such as http://localhost:8080");
        }
        return URI.create(text);
    }

    private static int positive(String name, int otherwise) {
        var value = given(name).map(text -> number(name, text)).orElse((long) otherwise);
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new Hindered("-D" + name + "=" + value + " must be at least 1");
        }
        return value.intValue();
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException none) {
            throw new Hindered("-D" + name + "=" + value + " is not a number");
        }
    }

    private static Optional<String> given(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isEmpty());
    }

    /** Waits for an application that is still starting. */
    private void awaitReady() {
        var url = urls.get(0);
        if (!isListening(url)) {
            throw new Hindered("Nothing listens at " + url + ": start ./mvnw in another terminal, or set -Durl=");
        }
        var readiness = url.resolve("/q/health/ready");
        if (!becomesTrue(() -> client.getPatiently(readiness).status() == 200)) {
            throw new Hindered("The application at " + url + " is not ready: see " + readiness);
        }
    }

    private static boolean isListening(URI url) {
        var port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), port), (int) CONNECTING.toMillis());
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static boolean becomesTrue(BooleanSupplier condition) {
        for (var deadline = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < deadline; ) {
            if (condition.getAsBoolean()) return true;
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }

    private void place() {
        var products =
                IntStream.rangeClosed(1, 100).mapToObj(number -> "p-" + number).toList();
        var replicas = urls.stream().<Supplier<URI>>map(url -> () -> url).toList();
        var begin = System.nanoTime();
        try (var load = OrderLoad.of(orders, client, "load-" + seed + "-", rate, seed, products, replicas)) {
            watch(load);
            var seconds = (System.nanoTime() - begin) / 1e9;
            var accepted = load.stop().size();
            System.out.printf(
                    Locale.ROOT,
                    """
                    %d orders accepted in %.1f s: %d new, %d accepted before under the same key
                    asked for %d/s, reached %.0f/s%s
                    an answer took %.0f ms (p50), %.0f ms (p99), %.0f ms (max); %d retries
                    -Dseed=%d sends the same orders again: they are found, not created
                    """,
                    accepted,
                    seconds,
                    accepted - load.found(),
                    load.found(),
                    rate,
                    orders / seconds,
                    orders / seconds < ENOUGH * rate ? ": application or machine did not keep up" : "",
                    load.millis(0.5),
                    load.millis(0.99),
                    load.millis(1),
                    load.askedAgain(),
                    seed);
        } catch (IllegalStateException failed) {
            var why = Optional.<Throwable>ofNullable(failed.getCause()).orElse(failed);
            throw new Hindered("Stopped: " + why.getMessage());
        }
    }

    private void watch(OrderLoad load) {
        try (var bar = new ProgressBar("orders", orders)) {
            await().atMost(FOR_EVER).pollInterval(LOOK).until(() -> {
                bar.stepTo(load.accepted());
                bar.setExtraMessage(load.askedAgain() == 0 ? "" : " retries: " + load.askedAgain());
                return load.accepted() >= orders || load.hasFailed();
            });
        }
    }

    /** Asks again while the verdict is PENDING or there is no answer. */
    private boolean audit() {
        var last = new Client.Answer[1];
        becomesTrue(() -> {
            last[0] = client.getPatiently(urls.get(0).resolve("/audit"));
            return last[0].status() != 0
                    && last[0].status() != 503
                    && !last[0].body().contains("\"verdict\":\"PENDING\"");
        });
        var body = last[0].body();
        if (!body.isBlank()) {
            System.out.println(body.strip());
        }
        var verdict = VERDICT.matcher(body);
        var said = verdict.find() ? verdict.group(1) : "none";
        System.out.println(
                VERDICTS.getOrDefault(said, "The audit did not answer with a verdict: status " + last[0].status()));
        return said.equals("CLEAN");
    }
}
