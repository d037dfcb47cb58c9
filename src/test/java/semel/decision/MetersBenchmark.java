package semel.decision;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures the time of the decision's meters per order; the projection has as many. No arguments. */
@SuppressWarnings("deprecation") // of the registry class that Quarkus uses
final class MetersBenchmark {
    private static final int BATCH = 500;
    private static final int BATCHES = 4_000;
    private static final int RUNS = 6;

    private MetersBenchmark() {}

    public static void main(String[] arguments) {
        var meters = new DecisionMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        var decided = batch();
        for (int run = 0; run < RUNS; run++) {
            var start = System.nanoTime();
            for (int batch = 0; batch < BATCHES; batch++) {
                meters.decided(decided);
                meters.published(decided, SampleDeliveries.NOON.plusMillis(batch % 1_000));
            }
            var nanos = (double) (System.nanoTime() - start) / BATCH / BATCHES;
            System.out.printf(Locale.ROOT, "%,d orders: %.0f ns an order%n", BATCH * BATCHES, nanos);
        }
    }

    private static Decided batch() {
        var settled = new ArrayList<Decided.Settled>();
        for (int offset = 0; offset < BATCH; offset++) {
            var order = SampleDeliveries.order(SampleDeliveries.line("p-1", 1));
            var decision =
                    new Decision(order.id().value(), Decision.StoredOutcome.FULFILLED, null, List.of(), later(offset));
            settled.add(new Decided.Settled(SampleDeliveries.delivery(offset, order), decision, true, null));
        }
        return new Decided(settled, List.of(), List.of(), Map.of(), null);
    }

    private static Instant later(int offset) {
        return SampleDeliveries.NOON.plusMillis(offset % 300);
    }
}
