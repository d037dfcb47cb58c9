package semel.kit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs very many clients of one replica, each with its own connection. */
public final class ManyClients implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    /** Connections opened at once: at most the server's backlog. */
    private static final int WAVE = 100;

    /** Another loopback address, which only Linux has: so many ports of 127.0.0.1 would leave too few for other tests. */
    private static final String APART = System.getProperty("os.name").equals("Linux") ? "127.0.0.2" : null;

    private final URI server;
    private final Vertx vertx = Vertx.vertx();
    private final NetClient connections =
            vertx.createNetClient(new NetClientOptions().setReconnectAttempts(5).setLocalAddress(APART));
    private final HttpClient clients;

    /** @param most concurrent posts */
    public ManyClients(URI server, int most) {
        this.server = server;
        this.clients = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(most).setLocalAddress(APART));
    }

    /** An idle connection. */
    public static final class Silent {
        private final AtomicBoolean isClosed = new AtomicBoolean();

        public boolean isClosed() {
            return isClosed.get();
        }
    }

    /** Opens n connections and sends these words on each. */
    public List<Silent> connect(int n, String words) {
        var opened = new ArrayList<Silent>(n);
        while (opened.size() < n) {
            var wave = new ArrayList<Future<Silent>>();
            for (int i = opened.size(); i < Math.min(n, opened.size() + WAVE); i++) {
                wave.add(connect(words));
            }
            opened.addAll(get(Future.all(wave)).list());
        }
        return opened;
    }

    private Future<Silent> connect(String words) {
        return connections.connect(server.getPort(), server.getHost()).map(socket -> {
            var silent = new Silent();
            socket.closeHandler(closed -> silent.isClosed.set(true));
            socket.write(words);
            return silent;
        });
    }

    /** Posts an order of one piece of the product for each key, all at once. @return the answer by key */
    public Map<String, Client.Answer> order(Collection<String> keys, String product) {
        var answers = keys.stream()
                .collect(Collectors.toMap(
                        Function.identity(), key -> order(key, Buffer.buffer(Client.anOrder(key, List.of(product))))));
        get(Future.join(List.copyOf(answers.values())));
        return answers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, answer -> answer.getValue().result()));
    }

    private Future<Client.Answer> order(String key, Buffer body) {
        return clients.request(HttpMethod.POST, server.getPort(), server.getHost(), "/orders")
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .putHeader("Idempotency-Key", key)
                        .send(body))
                .compose(response ->
                        response.body().map(text -> new Client.Answer(response.statusCode(), text.toString())))
                .otherwise(new Client.Answer(0, ""));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
