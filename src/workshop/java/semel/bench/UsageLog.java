package semel.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Samples the processor time while a contender works, so that it can be read for any moment afterwards. */
final class UsageLog implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(200);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "usage");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Usage> samples = new ArrayList<>();
    private final Supplier<Usage> meter;

    UsageLog(Supplier<Usage> meter) {
        this.meter = meter;
        sample();
        clock.scheduleAtFixedRate(this::sample, STEP.toMillis(), STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void sample() {
        samples.add(meter.get());
    }

    synchronized Usage at(Instant moment) {
        for (int i = 1; i < samples.size(); i++) {
            if (!samples.get(i).at().isBefore(moment)) {
                return Usage.between(samples.get(i - 1), samples.get(i), moment);
            }
        }
        sample();
        return samples.get(samples.size() - 1);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
