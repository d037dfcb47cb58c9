package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import semel.sandbox.BuildOutput;
import semel.sandbox.Ports;

/** Tests the command of {@code ./mvnw -Pload} against a stub of the application. */
class LoadMainTest {
    private static final int ORDERS = 100;
    private static final int HEAP_MEGABYTES = 128;

    private final Map<String, String> orders = new ConcurrentHashMap<>();
    private HttpServer server;
    private String verdict = "CLEAN";
    private volatile boolean replays;

    private static final class Command extends ChildProcess {
        Command(Stream<String> settings) {
            super("load", command(settings));
        }

        private static List<String> command(Stream<String> settings) {
            var command = BuildOutput.java(HEAP_MEGABYTES, Path.of("target", "kit"), LoadMain.class);
            command.addAll(1, settings.map(setting -> "-D" + setting).toList());
            return command;
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/q/health/ready", exchange -> answer(exchange, 200, "{\"status\":\"UP\"}"));
        server.createContext("/audit", exchange -> answer(exchange, 200, "{\"verdict\":\"" + verdict + "\"}"));
        server.createContext("/orders", this::accept);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    /** Accepts each order at its second attempt. */
    private void accept(HttpExchange exchange) throws IOException {
        var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var before = orders.putIfAbsent(key, body);
        if (replays) {
            exchange.getResponseHeaders().add("Idempotent-Replayed", "true");
        }
        answer(
                exchange,
                before == null ? 503 : before.equals(body) ? 202 : 422,
                "{\"orderId\":\"" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)) + "\"}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void itPlacesEachOrderWithRetries() {
        // When
        try (var load = load()) {
            // Then
            assertThat(load.awaitExit()).as(load.output()).isZero();
            assertThat(load.output())
                    .contains(
                            ORDERS + " orders accepted",
                            ": " + ORDERS + " new, 0 accepted before",
                            "asked for 1000/s, reached ",
                            "ms (p50), ",
                            "\"verdict\":\"CLEAN\"")
                    .endsWith("CLEAN: every accepted order was decided once and applied once.\n");
            assertThat(orders).hasSize(ORDERS);
        }
    }

    @Test
    void theSameSeedSendsTheSameOrders() {
        // Given
        try (var load = load()) {
            load.awaitExit();
        }
        var before = new TreeMap<>(orders);
        replays = true;
        // When
        try (var load = load()) {
            load.awaitExit();
            assertThat(load.output()).contains(": 0 new, " + ORDERS + " accepted before");
        }
        // Then
        assertThat(new TreeMap<>(orders)).isEqualTo(before).hasSize(ORDERS);
    }

    @Test
    void itFailsIfTheAuditIsNotClean() {
        verdict = "DIRTY";
        try (var load = load()) {
            assertThat(load.awaitExit()).as(load.output()).isEqualTo(1);
            assertThat(load.output()).contains("{\"verdict\":\"DIRTY\"}\nDIRTY: at least one order was not decided");
        }
    }

    private Command load() {
        return new Command(Stream.of(
                "url=http://localhost:" + server.getAddress().getPort(), "rate=1000", "orders=" + ORDERS, "seed=7"));
    }

    @Test
    void itSaysThatNothingListens() {
        saysOneLine("url=http://localhost:" + Ports.free(), "Nothing listens at ");
    }

    @ParameterizedTest
    @CsvSource({
        "url=localhost:8080, -Durl=localhost:8080 is not an address such as http://localhost:8080",
        "rate=fast, -Drate=fast is not a number",
        "orders=0, -Dorders=0 must be at least 1"
    })
    void aWrongSettingIsRefused(String setting, String said) {
        saysOneLine(setting, said);
    }

    private static void saysOneLine(String setting, String said) {
        try (var load = new Command(Stream.of(setting))) {
            assertThat(load.awaitExit()).isEqualTo(1);
            assertThat(load.output().lines()).singleElement().asString().startsWith(said);
        }
    }
}
