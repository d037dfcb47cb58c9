package semel.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.OrderLoad;
import semel.kit.TestPipeline;

/** Tests pruning under load while replicas are killed: over many horizons the tables do not grow, and nothing is lost or duplicated. */
class PruningIT {
    private static final int HORIZONS = Integer.getInteger("semel.pruning.horizons", 5);
    private static final int PER_SECOND = Integer.getInteger("semel.pruning.rate", 100);
    private static final Duration HORIZON = Duration.ofSeconds(6);
    private static final List<String> PRODUCTS = List.of("pen", "ink", "pad");

    /** Negative, because retention is long: this test deletes the records earlier. */
    private static final String MARGIN = "-PT400H";

    private static final String PRUNED_TABLES =
            "'received', 'decision', 'processed_event', 'inventory_movement', 'suppressed'";

    @Test
    void theTablesDoNotGrowAndNothingIsLostOverManyHorizonsUnderLoadAndKills() throws Exception {
        var seed = ThreadLocalRandom.current().nextInt(1_000_000);
        System.out.println("seed " + seed);
        try (var pipeline = TestPipeline.on(Map.of(
                "semel.pruning.horizon",
                HORIZON.toString(),
                "semel.pruning.margin",
                MARGIN,
                "semel.pruning.every",
                "500ms",
                "semel.pruning.batch",
                "50"))) {
            var replicas = new App[] {
                pipeline.start("semel-0").awaitReady(),
                pipeline.start("semel-1").awaitReady()
            };
            for (var product : PRODUCTS) {
                pipeline.client().receive(replicas[0].base(), "stock-" + product, product, 1_000_000);
            }
            pipeline.awaitDone();
            List<Supplier<java.net.URI>> bases = List.of(() -> replicas[0].base(), () -> replicas[1].base());
            try (var load = new OrderLoad("k", PER_SECOND, seed, PRODUCTS, bases)) {
                // When
                for (var horizon = 1; horizon <= HORIZONS; horizon++) {
                    var ordersBefore = pipeline.count("select count(*) from customer_order");
                    deleteReadRecords(pipeline);
                    if (horizon % 2 == 0) {
                        replicas[horizon / 2 % 2].kill();
                        replicas[horizon / 2 % 2] =
                                pipeline.start("semel-" + horizon / 2 % 2).awaitReady();
                    }
                    var end = HORIZON.plusMillis(System.currentTimeMillis());
                    await().pollInterval(Duration.ofSeconds(1))
                            .atMost(TestPipeline.PATIENCE)
                            .until(() -> {
                                deleteReadRecords(pipeline);
                                return System.currentTimeMillis() > end.toMillis();
                            });
                    System.out.println("horizon " + horizon + ": orders "
                            + (pipeline.count("select count(*) from customer_order") - ordersBefore)
                            + ", decisions kept "
                            + pipeline.count("select count(*) from decision") + ", bytes of pruned tables "
                            + pipeline.count(
                                    "select sum(pg_total_relation_size(oid))::bigint from pg_class where relname in ("
                                            + PRUNED_TABLES + ")"));
                }
                // Then
                var accepted = load.stop();
                pipeline.awaitDone();
                assertThat(pipeline.ids("select order_id from customer_order"))
                        .containsExactlyInAnyOrderElementsOf(accepted);
                for (var product : PRODUCTS) {
                    assertThat(pipeline.count("select on_hand from inventory where product_id = '" + product + "'"))
                            .isEqualTo(pipeline.count("select on_hand from stock where product_id = '" + product + "'"))
                            .isEqualTo(1_000_000 - pipeline.count("""
                                    select coalesce(sum(cast(l ->> 'quantity' as int)), 0)
                                    from customer_order, jsonb_array_elements(cast(lines as jsonb)) l
                                    where status = 'FULFILLED' and l ->> 'productId' = '%s'""".formatted(product)));
                }
                assertVerdicts(pipeline, replicas[0], true);
                deleteReadRecords(pipeline);
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> pipeline.count("select count(*) from decision") < accepted.size() / 3);
                // and a loss is still found: of an order that the log still has, because any other may be pruned before
                // the audit
                var last = pipeline.order(replicas[1]).orderId();
                pipeline.awaitDone();
                pipeline.execute("delete from notification where order_id = '" + last + "'");
                assertVerdicts(pipeline, replicas[1], false);
            }
            for (var replica : replicas) replica.close();
        }
    }

    private static void assertVerdicts(TestPipeline pipeline, App app, boolean areClean) {
        await().atMost(TestPipeline.PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.client()
                                .get(app.base().resolve("/audit"))
                                .body())
                        .contains("\"verdict\":\"" + (areClean ? "CLEAN" : "DIRTY") + "\""));
        var proof = pipeline.prove(List.of(), TestPipeline.PATIENCE);
        assertThat(proof.isClean()).as(proof::toString).isEqualTo(areClean);
    }

    /** Deletes the records that the groups have read, as the broker does after {@code retention.ms}, but immediately. */
    private static void deleteReadRecords(TestPipeline pipeline) throws Exception {
        var read = new HashMap<TopicPartition, RecordsToDelete>();
        for (var group : List.of("semel-decision", "semel-projection")) {
            pipeline.witness()
                    .committed(pipeline.witness().group(group))
                    .forEach((at, offset) -> read.put(at, RecordsToDelete.beforeOffset(offset)));
        }
        try (var admin =
                Admin.create(Map.of("bootstrap.servers", pipeline.settings().get("kafka.bootstrap.servers")))) {
            admin.deleteRecords(read).all().get();
        }
    }
}
