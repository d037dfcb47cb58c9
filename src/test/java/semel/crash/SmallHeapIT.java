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
import semel.kit.Stage;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderLine;
import semel.order.ProductId;

/** A backlog of orders of 100 lines, and a heap into which one poll of them and what is made of it would not fit. */
class SmallHeapIT {
    private static final int HEAP_MEGABYTES = 96;
    private static final int ORDERS = Boolean.getBoolean(LongRun.PROPERTY) ? 7_800 : 600;
    private static final int LINES = 100;
    private static final int PRODUCTS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Test
    void whatWasAcceptedIsDecidedAndAppliedOnceByAReplicaThatStaysUp() {
        try (var stage = Stage.on(Map.of())) {
            try (var first = stage.start("semel-0").awaitReady()) {
                IntStream.range(0, PRODUCTS).forEach(i -> stage.witness().receive("p-" + i, 1_000_000));
                stage.awaitDone();
                first.stop();
            }
            IntStream.range(0, ORDERS / PRODUCTS + 1)
                    .forEach(chunk -> write(stage, Math.min(PRODUCTS, ORDERS - chunk * PRODUCTS)));

            try (var app = App.startWith(HEAP_MEGABYTES, settings(stage)).awaitReady()) {
                await().atMost(PATIENCE)
                        .until(() -> !app.isAlive()
                                || stage.count("select count(*) from customer_order") == ORDERS
                                        && stage.count("select count(*) from inventory_movement")
                                                == PRODUCTS + (long) ORDERS * LINES);

                assertThat(app.isAlive()).isTrue();
                assertThat(app.output()).doesNotContain("OutOfMemoryError").doesNotContain("batch not published");
                assertThat(stage.count("select count(*) from customer_order where status = 'FULFILLED'"))
                        .isEqualTo(ORDERS);
                assertThat(stage.count("select count(*) from repeated_event")).isZero();
                assertThat(stage.count("select count(*) from stock join inventory using (product_id, on_hand, number)"))
                        .isEqualTo(PRODUCTS);
                assertThat(stage.count(
                                "select sum(on_hand) - (select sum(change) from inventory_movement) from inventory"))
                        .isZero();
            }
        }
    }

    private static Map<String, String> settings(Stage stage) {
        var settings = new HashMap<>(stage.settings());
        settings.put("semel.instance", "semel-0");
        return settings;
    }

    private static void write(Stage stage, int orders) {
        stage.witness()
                .write(
                        "orders-in",
                        IntStream.range(0, orders)
                                .mapToObj(i -> stage.witness().record("orders-in", order(stage)))
                                .toList());
    }

    private static Order order(Stage stage) {
        var order = stage.witness().anOrder(UUID.randomUUID(), "p-0");
        var lines = IntStream.range(0, LINES)
                .mapToObj(i -> new OrderLine(
                        new ProductId("p-" + i % PRODUCTS), 1 + i % 3, new Money(100 + i, order.currency())))
                .toList();
        return new Order(order.id(), order.customer(), order.currency(), lines, order.acceptedAt());
    }
}
