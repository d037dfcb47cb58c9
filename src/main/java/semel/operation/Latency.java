package semel.operation;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

/** Creates timers of latencies in the pipeline, and measures between two clocks. */
public final class Latency {
    /**
     * In milliseconds, from a single batch to an unavailable broker. Few and fixed: a percentile histogram of Micrometer's has
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

    /** @return 0 if {@code to} is before {@code from}, because the clocks of two hosts differ */
    public static long nanosBetween(Instant from, Instant to) {
        var nanos = (to.getEpochSecond() - from.getEpochSecond()) * 1_000_000_000L + to.getNano() - from.getNano();
        return Math.max(0, nanos);
    }
}
