package semel.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import semel.kit.EventStream;
import semel.kit.TestPipeline;

/** Tests SIGTERM under load: each request is answered, or was never read. */
class ShutdownIT {
    private static final int STAYING = 40; // clients that keep their connection
    private static final int COMING = 5; // clients that open a connection for each request
    private static final int LOAD = 400; // requests before the signal
    private static final int SIGTERM = 143;

    /** A valid answer, on a slow machine. */
    private static final String UNKNOWN = "\"/problems/not-acknowledged\"";

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: ?(\\d+)");
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([0-9a-f-]{36})\"");
    private static final String ORDER =
            "{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"pen\",\"quantity\":1,\"unitPrice\":100}]}";

    private final ConcurrentLinkedQueue<UUID> accepted = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> sentElsewhere = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> unanswered = new ConcurrentLinkedQueue<>(); // keys
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger keys = new AtomicInteger();

    @Test
    void eachRequestIsAnsweredOrWasNeverRead() throws InterruptedException {
        try (var pipeline = TestPipeline.on(Map.of())) {
            try (var app = pipeline.start("semel-0").awaitReady();
                    var stream = EventStream.open(app.base().resolve("/orders/stream"), null, Map.of())) {
                // Given
                var clients = Executors.newFixedThreadPool(STAYING + COMING);
                start(clients, app.base());
                await().atMost(TestPipeline.PATIENCE).until(() -> accepted.size() >= LOAD);
                // When
                app.stop();
                // Then
                clients.shutdown();
                assertThat(clients.awaitTermination(TestPipeline.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(app.awaitExit()).isEqualTo(SIGTERM);
                assertThat(broken).isEmpty();
                // A client that was idle during the shutdown delay may send when the port is already closed.
                assertThat(unanswered)
                        .allSatisfy(key -> assertThat(pipeline.count(
                                        "select count(*) from received where idempotency_key = '" + key + "'"))
                                .isZero());
                assertThat(sentElsewhere)
                        .isNotEmpty()
                        .allSatisfy(answer -> assertThat(answer)
                                .contains("HTTP/1.1 503", "\"/problems/stopping\"")
                                .containsIgnoringCase("\r\nretry-after: 1\r\n")
                                .containsIgnoringCase("\r\nconnection: close\r\n"));
                assertThat(app.output()).doesNotContain("request failed");
                await().atMost(TestPipeline.PATIENCE).until(stream::hasEnded);
            }
            try (var next = pipeline.start("semel-0")) {
                next.awaitReady();
                pipeline.awaitDone();
                assertThat(pipeline.ids("select order_id from customer_order")).containsAll(accepted);
                assertThat(pipeline.prove(accepted).isClean()).isTrue();
            }
        }
    }

    /** A post waits for the database longer than the shutdown may take. */
    @Test
    void anUnfinishedPostIsAnsweredAsNotAcknowledged() throws SQLException, ExecutionException, InterruptedException {
        var client = Executors.newSingleThreadExecutor();
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady();
                var tables = pipeline.connect();
                var connection = connect(app.base())) {
            // Given
            tables.setAutoCommit(false);
            tables.createStatement().execute("lock table received in exclusive mode");
            var answer = client.submit(() -> ask(connection, "k-0"));
            awaitLock(pipeline);
            // When
            app.stop();
            // Then
            assertThat(answer.get())
                    .startsWith("HTTP/1.1 503")
                    .contains(UNKNOWN)
                    .containsIgnoringCase("\r\nretry-after: 1\r\n");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } finally {
            client.shutdownNow();
        }
    }

    /** An audit reads a table that is locked until after the end of the process. */
    @Test
    void anUnfinishedAuditLogsNoError() throws SQLException, InterruptedException {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady();
                var tables = pipeline.connect()) {
            // Given
            TestPipeline.lock(tables, "customer_order");
            var client = CompletableFuture.runAsync(
                    () -> pipeline.client().get(app.base().resolve("/audit")));
            awaitLock(pipeline);
            // When
            app.stop();
            // Then
            assertThat(app.awaitExit()).isEqualTo(SIGTERM);
            assertThat(app.output().lines()).noneMatch(line -> line.contains(" ERROR "));
            await().atMost(TestPipeline.PATIENCE).until(client::isDone);
        }
    }

    private static void awaitLock(TestPipeline pipeline) {
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> pipeline.count(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                        > 0);
    }

    private static UUID orderId(String answer) {
        var id = ORDER_ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return UUID.fromString(id.group(1));
    }

    private void start(ExecutorService clients, URI server) {
        for (int i = 0; i < STAYING; i++) {
            clients.execute(() -> orderUntilSentElsewhere(server, true));
        }
        for (int i = 0; i < COMING; i++) {
            clients.execute(() -> orderUntilSentElsewhere(server, false));
        }
    }

    private void orderUntilSentElsewhere(URI server, boolean isStaying) {
        try (var first = connect(server)) {
            var connection = first;
            while (connection != null && order(connection)) {
                if (!isStaying) {
                    connection.close();
                    connection = connect(server);
                }
            }
        } catch (ConnectException refused) {
            // Nothing was sent.
        } catch (IOException unexpected) {
            broken.add(unexpected.toString());
        }
    }

    private static SocketChannel connect(URI server) throws IOException {
        return SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    }

    /** @return whether the client may send another */
    private boolean order(SocketChannel connection) throws IOException {
        if (isEnded(connection)) {
            return false;
        }
        var key = "k-" + keys.incrementAndGet();
        String answer;
        try {
            answer = ask(connection, key);
        } catch (IOException reset) {
            unanswered.add(key);
            return false;
        }
        if (answer.isEmpty()) {
            unanswered.add(key);
            return false;
        }
        if (answer.startsWith("HTTP/1.1 202")) {
            accepted.add(orderId(answer));
            return !answer.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
        }
        if (answer.contains(UNKNOWN)) {
            return true;
        }
        if (answer.startsWith("HTTP/1.1 503")) {
            sentElsewhere.add(answer);
        } else {
            broken.add(key + ": " + answer);
        }
        return false;
    }

    private static String ask(SocketChannel connection, String key) throws IOException {
        var request = "POST /orders HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nIdempotency-Key: " + key
                + "\r\nContent-Length: " + ORDER.length() + "\r\n\r\n" + ORDER;
        connection.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
        return answer(connection);
    }

    /** Whether the server has closed the connection. */
    private static boolean isEnded(SocketChannel connection) throws IOException {
        connection.configureBlocking(false);
        try {
            return connection.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return true;
        } finally {
            connection.configureBlocking(true);
        }
    }

    /** @return head and body; only a part if the connection ends early */
    private static String answer(SocketChannel connection) throws IOException {
        var received = new ByteArrayOutputStream();
        var part = ByteBuffer.allocate(4_096);
        while (!isWhole(received.toString(ISO_8859_1)) && connection.read(part) >= 0) {
            received.write(part.array(), 0, part.position());
            part.clear();
        }
        return received.toString(ISO_8859_1);
    }

    private static boolean isWhole(String answer) {
        var end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        var length = LENGTH.matcher(answer.substring(0, end));
        return length.find() && answer.length() - end - 4 >= Integer.parseInt(length.group(1));
    }
}
