package semel.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.EventStream;
import semel.kit.TestPipeline;

/** Tests the stream with two replicas that apply orders. Their transactions take random times, so they commit in any order. */
class StreamIT {
    private static final int ORDERS_PER_WRITE = 10;
    private static final int MAX_UNAPPLIED = 50;
    private static final int TRANSACTIONS = 30;
    private static final int MAX_AWAITED_EVENTS = 20;

    private static final int SINGLE_ORDERS = 12;

    private static final String LISTENERS =
            "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%semel_committed'";

    private static final String DELAY_COMMITS = """
            create function linger() returns trigger language plpgsql as $$
                begin perform pg_sleep(random() * 0.15); return null; end $$;
            create trigger linger after insert on customer_order for each statement execute function linger()""";

    @Test
    void aClientThatAlternatesBetweenReplicasGetsEachOrderOnce() {
        var seed = System.nanoTime();
        System.out.println("StreamIT seed " + seed);
        try (var pipeline = TestPipeline.on(Map.of("semel.view.heartbeat", "1S"));
                var one = pipeline.start("semel-0");
                var other = pipeline.start("semel-1")) {
            // Given
            pipeline.receive(one.awaitReady());
            other.awaitReady();
            pipeline.execute(DELAY_COMMITS);
            try (var staying = follow(one, null)) {
                await().atMost(TestPipeline.PATIENCE).until(() -> staying.lastId() != null);
                // When
                var ordered = CompletableFuture.supplyAsync(() -> order(pipeline));
                var received = alternate(List.of(one, other), staying.lastId(), ordered, new Random(seed));
                // Then
                assertThat(received)
                        .containsExactlyInAnyOrderElementsOf(pipeline.ids("select order_id from customer_order"));
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> staying.events().size() >= received.size());
                assertThat(ids(staying))
                        .as("the client that stays at one replica")
                        .isEqualTo(received);
            }
        }
    }

    /** Each replica polls only once an hour, so it sends each order because of a commit, its own or the other replica's. */
    @Test
    void bothReplicasSendAnOrderWhenEitherCommitsIt() throws SQLException {
        try (var pipeline = TestPipeline.on(Map.of("semel.view.poll", "1H", "semel.view.heartbeat", "1H"));
                var one = pipeline.start("semel-0");
                var other = pipeline.start("semel-1")) {
            // Given
            pipeline.receive(one.awaitReady());
            other.awaitReady();
            await().atMost(TestPipeline.PATIENCE).until(() -> pipeline.count("select count(*) " + LISTENERS) == 2);
            try (var here = follow(one, null);
                    var there = follow(other, null)) {
                await().atMost(TestPipeline.PATIENCE).until(() -> here.lastId() != null && there.lastId() != null);
                // When
                for (int order = 1; order <= SINGLE_ORDERS; order++) {
                    pipeline.witness().order(1, "pen");
                    // Then
                    awaitEvents(order, here, there);
                }
                // When: a transaction of another program began before those of the orders
                try (var older = pipeline.connect()) {
                    older.setAutoCommit(false);
                    older.createStatement().execute("select pg_current_xact_id()");
                    pipeline.witness().order(1, "pen");
                    await().atMost(TestPipeline.PATIENCE)
                            .until(() -> pipeline.count("select count(*) from customer_order") == SINGLE_ORDERS + 1);
                    assertThat(here.events()).hasSize(SINGLE_ORDERS);
                    older.rollback();
                }
                // Then
                awaitEvents(SINGLE_ORDERS + 1, here, there);
                // When: the sessions in which the replicas notify and listen for commits are ended
                pipeline.execute("select pg_terminate_backend(pid) " + LISTENERS);
                pipeline.witness().order(1, "pen");
                // Then
                awaitEvents(SINGLE_ORDERS + 2, here, there);
            }
        }
    }

    private static void awaitEvents(int orders, EventStream... clients) {
        for (var client : clients) {
            await().atMost(TestPipeline.PATIENCE).until(() -> client.events().size() == orders);
        }
    }

    /**
     * Writes orders until many transactions have applied some. A busy machine applies many orders in one transaction.
     *
     * @return how many were written
     */
    private static int order(TestPipeline pipeline) {
        var written = 0;
        while (pipeline.count("select count(distinct applied_in) from customer_order") < TRANSACTIONS) {
            written += pipeline.witness().order(ORDERS_PER_WRITE, "pen").size();
            var least = written - MAX_UNAPPLIED;
            await().atMost(TestPipeline.PATIENCE)
                    .until(() -> pipeline.count("select count(*) from customer_order") >= least);
        }
        return written;
    }

    /**
     * Follows the stream at the replicas in turn, for a few events each time, so that it stays near the end of the stream. When all
     * orders have arrived, it also collects what each replica sends after them.
     */
    private static List<UUID> alternate(
            List<App> replicas, String start, CompletableFuture<Integer> ordered, Random random) {
        var received = new ArrayList<UUID>();
        var last = start;
        for (int visit = 0; !hasAll(received.size(), ordered); visit++) {
            var enough = random.nextInt(MAX_AWAITED_EVENTS);
            var client = follow(replicas.get(visit % replicas.size()), last);
            await().atMost(TestPipeline.PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> client.events().size() >= enough
                            || hasAll(received.size() + client.events().size(), ordered));
            client.close();
            received.addAll(ids(client));
            last = client.lastId();
        }
        for (var replica : replicas) {
            try (var client = follow(replica, last)) {
                await().atMost(TestPipeline.PATIENCE).until(() -> client.comments() > 1);
                received.addAll(ids(client));
            }
        }
        return received;
    }

    private static boolean hasAll(int received, CompletableFuture<Integer> ordered) {
        return ordered.isDone() && received >= ordered.join();
    }

    private static EventStream follow(App replica, String lastId) {
        var client = EventStream.open(replica.base().resolve("/orders/stream"), lastId, Map.of());
        assertThat(client.response().statusCode()).isEqualTo(200);
        return client;
    }

    private static List<UUID> ids(EventStream client) {
        return client.events().stream()
                .map(event -> UUID.fromString(event.data().substring(12, 48)))
                .toList();
    }
}
