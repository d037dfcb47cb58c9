package semel.operation;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

/** Creates timers of latencies in the pipeline, and measures between the clocks of two hosts. */
public final class Latency {
    /**
     * From the usual latency of a batch to that during an outage of the broker. Few and fixed: Micrometer's percentile histogram has
     * seventy buckets, each a time series.
     */
    private static final Duration[] BUCKETS = LongStream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 120_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private Latency() {}

    public static Timer.Builder timer(String name) {
        return Timer.builder(name).serviceLevelObjectives(BUCKETS);
    }

    /** @return 0 if {@code to} is before {@code from}: the clocks of two hosts differ */
    public static long nanosBetween(Instant from, Instant to) {
        var nanos = (to.getEpochSecond() - from.getEpochSecond()) * 1_000_000_000L + to.getNano() - from.getNano();
        return Math.max(0, nanos);
    }
}
