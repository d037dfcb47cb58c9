package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.LongRun;
import semel.kit.TestPipeline;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Tests a backlog of orders of 100 lines with a heap too small for a whole poll and its events. */
class SmallHeapIT {
    private static final int HEAP_MEGABYTES = 96;
    private static final int ORDERS = Boolean.getBoolean(LongRun.PROPERTY) ? 7_800 : 600;
    private static final int LINES = 100;
    private static final int PRODUCTS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Test
    void aSmallReplicaAppliesALargeBacklogOnceAndStaysUp() {
        try (var pipeline = TestPipeline.on(Map.of())) {
            try (var first = pipeline.start("semel-0").awaitReady()) {
                IntStream.range(0, PRODUCTS).forEach(i -> pipeline.witness().receive("p-" + i, 1_000_000));
                pipeline.awaitDone();
                first.stop();
            }
            IntStream.range(0, ORDERS / PRODUCTS + 1)
                    .forEach(chunk -> write(pipeline, Math.min(PRODUCTS, ORDERS - chunk * PRODUCTS)));

            try (var app = App.startWith(HEAP_MEGABYTES, settings(pipeline)).awaitReady()) {
                await().atMost(PATIENCE)
                        .until(() -> !app.isAlive()
                                || pipeline.count("select count(*) from customer_order") == ORDERS
                                        && pipeline.count("select count(*) from inventory_movement")
                                                == PRODUCTS + (long) ORDERS * LINES);

                assertThat(app.isAlive()).isTrue();
                assertThat(app.output()).doesNotContain("OutOfMemoryError").doesNotContain("batch not published");
                assertThat(pipeline.count("select count(*) from customer_order where status = 'FULFILLED'"))
                        .isEqualTo(ORDERS);
                assertThat(pipeline.count("select count(*) from repeated_event"))
                        .isZero();
                assertThat(pipeline.count(
                                "select count(*) from stock join inventory using (product_id, on_hand, number)"))
                        .isEqualTo(PRODUCTS);
                assertThat(pipeline.count(
                                "select sum(on_hand) - (select sum(change) from inventory_movement) from inventory"))
                        .isZero();
            }
        }
    }

    private static Map<String, String> settings(TestPipeline pipeline) {
        var settings = new HashMap<>(pipeline.settings());
        settings.put("semel.instance", "semel-0");
        return settings;
    }

    private static void write(TestPipeline pipeline, int orders) {
        pipeline.witness()
                .write(
                        "orders-in",
                        IntStream.range(0, orders)
                                .mapToObj(i -> pipeline.witness().record("orders-in", order(pipeline)))
                                .toList());
    }

    private static Order order(TestPipeline pipeline) {
        var order = pipeline.witness().anOrder(UUID.randomUUID(), "p-0");
        var lines = IntStream.range(0, LINES)
                .mapToObj(i -> new OrderLine(
                        new ProductId("p-" + i % PRODUCTS), 1 + i % 3, new Money(100 + i, order.currency())))
                .toList();
        return new Order(order.id(), order.customer(), order.currency(), lines, order.acceptedAt());
    }
}
