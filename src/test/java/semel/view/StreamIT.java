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

/** The stream of two replicas, both of which apply orders, in transactions that take longer or shorter and so commit in any order. */
class StreamIT {
    private static final int AT_ONCE = 10;
    private static final int NOT_APPLIED_YET = 50;
    private static final int TRANSACTIONS = 30;
    private static final int MOST_OF_A_VISIT = 20;

    private static final int ONE_BY_ONE = 12;

    private static final String LISTENERS =
            "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%semel_committed'";

    private static final String COMMITS_LINGER = """
            create function linger() returns trigger language plpgsql as $$
                begin perform pg_sleep(random() * 0.15); return null; end $$;
            create trigger linger after insert on customer_order for each statement execute function linger()""";

    @Test
    void aClientThatGoesFromReplicaToReplicaHearsOfEachOrderOnce() {
        var seed = System.nanoTime();
        System.out.println("StreamIT seed " + seed);
        try (var pipeline = TestPipeline.on(Map.of("semel.view.heartbeat", "1S"));
                var one = pipeline.start("semel-0");
                var other = pipeline.start("semel-1")) {
            // Given
            pipeline.receive(one.awaitReady());
            other.awaitReady();
            pipeline.execute(COMMITS_LINGER);
            try (var staying = follow(one, null)) {
                await().atMost(TestPipeline.PATIENCE).until(() -> staying.lastId() != null);
                // When
                var ordered = CompletableFuture.supplyAsync(() -> order(pipeline));
                var told = travel(List.of(one, other), staying.lastId(), ordered, new Random(seed));
                // Then
                assertThat(told)
                        .containsExactlyInAnyOrderElementsOf(pipeline.ids("select order_id from customer_order"));
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> staying.events().size() >= told.size());
                assertThat(ids(staying)).as("who never left").isEqualTo(told);
            }
        }
    }

    /** Neither replica looks by itself within the hour: what is told was told by a commit, here or at the other replica. */
    @Test
    void anOrderIsToldWhenItIsCommittedWhicheverReplicaAppliesIt() throws SQLException {
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
                for (int order = 1; order <= ONE_BY_ONE; order++) {
                    pipeline.witness().order(1, "pen");
                    // Then
                    awaitTold(order, here, there);
                }
                // When: a transaction of another program began before those of the orders
                try (var older = pipeline.connect()) {
                    older.setAutoCommit(false);
                    older.createStatement().execute("select pg_current_xact_id()");
                    pipeline.witness().order(1, "pen");
                    await().atMost(TestPipeline.PATIENCE)
                            .until(() -> pipeline.count("select count(*) from customer_order") == ONE_BY_ONE + 1);
                    assertThat(here.events()).hasSize(ONE_BY_ONE);
                    older.rollback();
                }
                // Then
                awaitTold(ONE_BY_ONE + 1, here, there);
                // When: neither can tell or hear of what is committed until it has another session
                pipeline.execute("select pg_terminate_backend(pid) " + LISTENERS);
                pipeline.witness().order(1, "pen");
                // Then
                awaitTold(ONE_BY_ONE + 2, here, there);
            }
        }
    }

    private static void awaitTold(int orders, EventStream... clients) {
        for (var client : clients) {
            await().atMost(TestPipeline.PATIENCE).until(() -> client.events().size() == orders);
        }
    }

    /**
     * Until many transactions have applied orders, however many orders a busy machine applies in one.
     *
     * @return how many were written
     */
    private static int order(TestPipeline pipeline) {
        var written = 0;
        while (pipeline.count("select count(distinct applied_in) from customer_order") < TRANSACTIONS) {
            written += pipeline.witness().order(AT_ONCE, "pen").size();
            var least = written - NOT_APPLIED_YET;
            await().atMost(TestPipeline.PATIENCE)
                    .until(() -> pipeline.count("select count(*) from customer_order") >= least);
        }
        return written;
    }

    /** Now here, now there, never for long, and so always at the end of the stream; until all are told and nothing follows anywhere. */
    private static List<UUID> travel(
            List<App> replicas, String start, CompletableFuture<Integer> ordered, Random random) {
        var told = new ArrayList<UUID>();
        var last = start;
        for (int visit = 0; !isAll(told.size(), ordered); visit++) {
            var enough = random.nextInt(MOST_OF_A_VISIT);
            var client = follow(replicas.get(visit % replicas.size()), last);
            await().atMost(TestPipeline.PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> client.events().size() >= enough
                            || isAll(told.size() + client.events().size(), ordered));
            client.close();
            told.addAll(ids(client));
            last = client.lastId();
        }
        for (var replica : replicas) {
            try (var client = follow(replica, last)) {
                await().atMost(TestPipeline.PATIENCE).until(() -> client.comments() > 1);
                told.addAll(ids(client));
            }
        }
        return told;
    }

    private static boolean isAll(int told, CompletableFuture<Integer> ordered) {
        return ordered.isDone() && told >= ordered.join();
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
