package semel.kit;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Clients that place orders, each under a key of its own, and ask again until they see it accepted, as real ones do. */
public final class Load implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Client client = new Client();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final List<CompletableFuture<Void>> orders = new ArrayList<>();
    private final Map<String, UUID> accepted = new ConcurrentSkipListMap<>();
    private final Map<String, UUID> named = new ConcurrentSkipListMap<>();
    private final Supplier<URI> where;
    private final String product;

    /**
     * Starts at once.
     *
     * @param keys before the number of each key
     * @param where the replica to ask, null while there is none
     */
    public Load(int orders, String keys, String product, Supplier<URI> where) {
        this.where = where;
        this.product = product;
        for (int i = 0; i < orders; i++) {
            var key = keys + i;
            this.orders.add(CompletableFuture.runAsync(() -> place(key), clients));
        }
    }

    private void place(String key) {
        await().pollDelay(Duration.ZERO).pollInterval(PAUSE).atMost(PATIENCE).until(() -> {
            var base = where.get();
            return base != null && isAccepted(key, client.order(base, key, product));
        });
    }

    private boolean isAccepted(String key, Client.Answer answer) {
        if (answer.orderId() != null) {
            var id = UUID.fromString(answer.orderId());
            var before = named.putIfAbsent(key, id);
            if (before != null && !before.equals(id)) {
                throw new IllegalStateException("key " + key + " stands for " + before + " and " + id);
            }
        }
        if (answer.status() == 202) {
            accepted.put(key, UUID.fromString(answer.orderId()));
            return true;
        }
        if (answer.status() == 0 || answer.status() == 503) {
            return false;
        }
        throw new IllegalStateException("key " + key + " was answered " + answer);
    }

    /** Waits until at least this many are accepted. */
    public void awaitAccepted(int n) {
        await().atMost(PATIENCE).until(() -> accepted.size() >= n);
    }

    /** Waits until all are accepted. @return their ids */
    public List<UUID> join() {
        orders.forEach(CompletableFuture::join);
        return List.copyOf(accepted.values());
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
