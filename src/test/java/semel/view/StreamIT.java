package semel.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.EventStream;
import semel.kit.Stage;

/** The stream of two replicas, both of which apply orders, in transactions that take longer or shorter and so commit in any order. */
class StreamIT {
    private static final int ORDERS = 500;
    private static final int AT_ONCE = 10;
    private static final Duration LONGEST_VISIT = Duration.ofMillis(250);
    private static final Duration AFTER_ALL = Duration.ofSeconds(3);

    private static final String COMMITS_LINGER = """
            create function linger() returns trigger language plpgsql as $$
                begin perform pg_sleep(random() * 0.15); return null; end $$;
            create trigger linger after insert on customer_order for each statement execute function linger()""";

    @Test
    void aClientThatGoesFromReplicaToReplicaHearsOfEachOrderOnce() {
        var seed = System.nanoTime();
        try (var stage = Stage.on(Map.of());
                var one = stage.start("semel-0");
                var other = stage.start("semel-1")) {
            // Given
            stage.receive(one.awaitReady());
            other.awaitReady();
            stage.execute(COMMITS_LINGER);
            try (var staying = follow(one, null)) {
                await().atMost(Stage.PATIENCE).until(() -> staying.lastId() != null);
                // When
                var ordered = CompletableFuture.runAsync(() -> order(stage));
                var told = travel(stage, List.of(one, other), staying.lastId(), new Random(seed));
                ordered.join();
                // Then
                var applied = stage.ids("select order_id from customer_order");
                assertThat(stage.count("select count(distinct applied_in) from customer_order"))
                        .isGreaterThan(ORDERS / AT_ONCE / 2);
                assertThat(told).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(applied);
                assertThat(ids(staying)).as("who never left").isEqualTo(told);
            }
        }
    }

    private static void order(Stage stage) {
        Stream.generate(() -> stage.witness().order(AT_ONCE, "pen"))
                .limit(ORDERS / AT_ONCE)
                .forEach(sent -> await().pollDelay(Duration.ofMillis(60)).until(() -> true));
    }

    /** Now here, now there, never for long, and so always at the end of the stream; until all are applied, and a while longer. */
    private static List<UUID> travel(Stage stage, List<App> replicas, String start, Random random) {
        var told = new ArrayList<UUID>();
        var last = start;
        var allSince = System.nanoTime();
        for (int visit = 0; System.nanoTime() - allSince < AFTER_ALL.toNanos(); visit++) {
            var client = follow(replicas.get(visit % replicas.size()), last);
            await().pollDelay(Duration.ofMillis(random.nextLong(LONGEST_VISIT.toMillis())))
                    .until(() -> true);
            client.close();
            told.addAll(ids(client));
            last = client.lastId();
            if (stage.count("select count(*) from customer_order") < ORDERS) {
                allSince = System.nanoTime();
            }
        }
        return told;
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
