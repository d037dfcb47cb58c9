package semel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import semel.kit.Servers;

/** The benchmark measures load and latency, and gives no figures to a run that loses or duplicates. No test here asserts a speed. */
class BenchIT {
    private static final int ORDERS = 300;
    private static final BenchTask DRAIN =
            new BenchTask(Workload.DRAIN, ORDERS, 2, 0, 0, true, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final BenchTask FLOOD =
            new BenchTask(Workload.FLOOD, 0, 1, 50, 4, true, 1, Duration.ofSeconds(2), Duration.ofSeconds(2));

    private static Servers servers;

    @BeforeAll
    static void start() {
        servers = Servers.start();
    }

    @AfterAll
    static void end() {
        servers.close();
    }

    @Test
    void theApplicationIsMeasuredInItsLoadAndItsLatency() {
        var benchPlan = new BenchPlan("smoke", List.of(FLOOD), Contender.all("semel"), 0, 1, 7, false);

        var one = new Bench(benchPlan, servers).run().get(0);

        assertThat(one.verdict()).isEqualTo(Measurement.CLEAN);
        assertThat(one.figures()).containsKeys(Figure.P99, Figure.COLD_MAX, Figure.APPLIED_BATCH);
        assertThat(one.figures().get(Figure.PEAK)).isPositive();
    }

    private static ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value(), record.headers());
    }

    @Test
    void aPeerThatLosesOrDuplicatesHasNoFigures() {
        try (var site = new RunSite(Contender.of("streams-10"), DRAIN, servers, false)) {
            site.prepare();
            var figures = DRAIN.workload().run(DRAIN, site, 7).values();

            assertThat(figures.get(Figure.PER_SECOND)).isPositive();
            assertThat(figures.get(Figure.PUBLISHED_HALF)).isPositive();
            assertThat(site.pipeline().count("select sum(on_hand) from inventory"))
                    .isEqualTo((long) RunSite.PLENTY * RunSite.PRODUCTS
                            + site.pipeline().count("select sum(change) from inventory_movement"));

            var events = site.pipeline().witness().read("inventory");
            site.pipeline().witness().write(events.get(0).topic(), List.of(copy(events.get(0))));
            assertThatThrownBy(() -> RunJudgement.of(site, ORDERS, 2 * ORDERS))
                    .isInstanceOf(RunJudgement.NotClean.class)
                    .hasMessageContaining("1 records of " + site.topics().inventory() + " duplicated");

            site.pipeline()
                    .execute("delete from notification where order_id = (select order_id from notification limit 1)");
            assertThatThrownBy(() -> RunJudgement.of(site, ORDERS, 2 * ORDERS))
                    .hasMessageContaining("1 rows of notification lost");
        }
    }
}
