package semel.kit;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs clients that place orders one after the other. A client repeats a request with the same key, at any replica, until the order
 * is accepted. Sometimes it repeats an accepted order, sends it to two replicas at once, or reuses a key for another order.
 */
public final class OrderLoad implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Client client;
    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);
    private final ExecutorService seconds = Executors.newCachedThreadPool();
    private final Map<String, UUID> named = new ConcurrentHashMap<>();
    private final Map<String, UUID> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger askedAgain = new AtomicInteger();
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final List<Supplier<URI>> replicas;
    private final List<String> products;

    /**
     * Starts the clients.
     *
     * @param keys prefix of all keys
     * @param perSecond orders of all clients; fewer if answers are slow
     * @param products each order has one to three lines of them, sometimes the same product in two lines
     * @param replicas address of each; null while it does not listen
     */
    public OrderLoad(String keys, int perSecond, long seed, List<String> products, List<Supplier<URI>> replicas) {
        this(new Client(), products, replicas);
        var pause = TimeUnit.SECONDS.toMicros(CLIENTS) / perSecond;
        people(keys, seed, Integer.MAX_VALUE)
                .forEach(person -> clients.scheduleWithFixedDelay(person, 0, pause, TimeUnit.MICROSECONDS));
    }

    private OrderLoad(Client client, List<String> products, List<Supplier<URI>> replicas) {
        this.client = client;
        this.products = products;
        this.replicas = replicas;
    }

    /** Places exactly this number of orders, and catches up after slow answers. The same seed sends the same orders. */
    static OrderLoad of(
            int orders,
            Client client,
            String keys,
            int perSecond,
            long seed,
            List<String> products,
            List<Supplier<URI>> replicas) {
        var load = new OrderLoad(client, products, replicas);
        var period = Math.max(1, TimeUnit.SECONDS.toMicros(CLIENTS) / perSecond);
        load.people(keys, seed, orders)
                .forEach(person -> load.clients.scheduleAtFixedRate(
                        person, person.number * period / CLIENTS, period, TimeUnit.MICROSECONDS));
        return load;
    }

    /** Clients that together place this number of orders. */
    private Stream<Person> people(String keys, long seed, int orders) {
        return IntStream.range(0, CLIENTS)
                .mapToObj(number -> new Person(
                        number,
                        keys + number + "-",
                        new Random(seed + number),
                        orders / CLIENTS + (number < orders % CLIENTS ? 1 : 0)));
    }

    /** One client. Stops at the first answer that is not allowed. */
    private final class Person implements Runnable {
        private final int number;
        private final String keys;
        private final Random random;
        private final int orders;
        private int placed;

        Person(int number, String keys, Random random, int orders) {
            this.number = number;
            this.keys = keys;
            this.random = random;
            this.orders = orders;
        }

        @Override
        public void run() {
            try {
                if (placed < orders) {
                    placeOne();
                }
            } catch (RuntimeException unexpected) {
                failure.compareAndSet(null, unexpected);
                throw unexpected;
            }
        }

        private void placeOne() {
            var key = keys + placed++;
            var wanted = wanted();
            var behaviour = random.nextInt(100);
            if (behaviour < 3) {
                var other = CompletableFuture.runAsync(() -> placeUntilAccepted(key, wanted, placed), seconds);
                placeUntilAccepted(key, wanted, placed + 1);
                other.join();
            } else {
                placeUntilAccepted(key, wanted, random.nextInt());
            }
            if (behaviour >= 94) {
                placeUntilAccepted(key, wanted, random.nextInt());
            } else if (behaviour >= 92) {
                rejectedOrUnanswered(key, List.of("something-else"));
            }
        }

        private List<String> wanted() {
            return random.ints(0, products.size())
                    .limit(Math.min(products.size(), 1 + random.nextInt(3)))
                    .mapToObj(products::get)
                    .toList();
        }
    }

    private void placeUntilAccepted(String key, List<String> wanted, int turn) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        for (var attempt = turn; !isAccepted(key, ask(key, wanted, attempt)); attempt++) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("key " + key + " was not accepted within " + PATIENCE);
            }
            askedAgain.incrementAndGet();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Client.Answer ask(String key, List<String> wanted, int turn) {
        var base = replicas.get(Math.floorMod(turn, replicas.size())).get();
        if (base == null) {
            return new Client.Answer(0, "");
        }
        var begin = System.nanoTime();
        var answer = client.order(base, key, wanted);
        nanos.add(System.nanoTime() - begin);
        return answer;
    }

    private boolean isAccepted(String key, Client.Answer answer) {
        if (answer.orderId() != null) {
            var id = UUID.fromString(answer.orderId());
            var before = named.putIfAbsent(key, id);
            if (before != null && !before.equals(id)) {
                throw new IllegalStateException("key " + key + " returned " + before + " and " + id);
            }
        }
        if (answer.status() != 202 || !answer.isReplayed()) {
            made.add(key); // created now, or by an attempt whose answer was lost
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

    private void rejectedOrUnanswered(String key, List<String> other) {
        var answer = ask(key, other, key.hashCode());
        if (answer.status() != 422 && answer.status() != 0 && answer.status() != 503) {
            throw new IllegalStateException("key " + key + " with another body was answered " + answer);
        }
    }

    /** Number of accepted orders so far. */
    int accepted() {
        return accepted.size();
    }

    /** Number of retries of orders whose outcome was unknown. */
    int askedAgain() {
        return askedAgain.get();
    }

    /** Number of orders that were accepted earlier with the same key. */
    int found() {
        return (int)
                accepted.keySet().stream().filter(key -> !made.contains(key)).count();
    }

    /** @return the quantile of response times in ms; 0 without answers */
    double millis(double share) {
        var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }

    /** Whether a client got an answer that is not allowed; {@link #stop} throws it. */
    boolean hasFailed() {
        return failure.get() != null;
    }

    /** Waits until at least this many are accepted. */
    public void awaitAccepted(int n) {
        await().atMost(PATIENCE).until(() -> accepted.size() >= n || failure.get() != null);
    }

    /** Stops placing orders and waits until all placed ones are accepted. @return their ids */
    public List<UUID> stop() {
        clients.shutdown();
        try {
            if (!clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("not all orders were accepted within " + PATIENCE);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a client got an unexpected answer", failure.get());
        }
        return new ArrayList<>(accepted.values());
    }

    @Override
    public void close() {
        clients.shutdownNow();
        seconds.shutdownNow();
    }
}
