package semel.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.Parking;
import semel.kafka.ProcessExit;
import semel.kafka.TopicsConfig;
import semel.operation.OffsetsSnapshot.GroupPartition;

/**
 * Exports gauges of lag and of open transactions. They are refreshed every {@code semel.operation.look}, so a scrape never waits for
 * the broker. If the broker does not answer they show NaN, not old values.
 *
 * @see "docs/reference/metrics.md"
 */
@Singleton
class OffsetGauges {
    /** The offsets and the lag of one look, and its {@link System#nanoTime}. */
    private record GaugeValues(OffsetsSnapshot offsets, Map<GroupPartition, Long> lag, long at) {}

    /** Intervals without a result after which the gauges show NaN. */
    private static final int PATIENCE = 3;

    private final BrokerOffsets broker;
    private final StallDetection stalls;
    private final TransactionsWatch transactions;
    private final MeterRegistry registry;
    private final OperationConfig settings;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Set<Object> registered = new HashSet<>();
    private volatile GaugeValues seen;
    private long timer;

    OffsetGauges(
            BrokerOffsets broker,
            StallDetection stalls,
            TransactionsWatch transactions,
            MeterRegistry registry,
            OperationConfig settings,
            ProcessExit exit,
            Parking parking,
            TopicsConfig topics) {
        this.broker = broker;
        this.stalls = stalls;
        this.transactions = transactions;
        this.registry = registry;
        this.settings = settings;
        Gauge.builder("semel.process.ending", exit, ending -> ending.reason().isPresent() ? 1 : 0)
                .register(registry);
        for (var stage : Stage.values()) {
            Gauge.builder("semel.pipeline.parked", parking, stages -> stages.isParked(stage.group(topics)) ? 1 : 0)
                    .tag("stage", stage.tag())
                    .register(registry);
        }
        register(
                "semel.transaction.open",
                "seconds",
                Tags.empty(),
                now -> now.offsets().openSeconds());
    }

    void atStart(@Observes StartupEvent start, Vertx vertx) {
        timer = vertx.setPeriodic(1, settings.look().toMillis(), fired -> look());
    }

    // A live reload keeps Vert.x, and with it every timer.
    void atStop(@Observes ShutdownEvent stop, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            broker.read()
                    .thenCompose(offsets -> stalls.behind(offsets).thenAccept(lag -> show(offsets, lag)))
                    .whenComplete(this::looked);
        }
    }

    private void show(OffsetsSnapshot offsets, Map<GroupPartition, Long> lag) {
        transactions.seen(offsets.open());
        lag.keySet().forEach(this::register);
        offsets.stable().keySet().forEach(this::register);
        seen = new GaugeValues(offsets, lag, System.nanoTime());
    }

    private void looked(Void shown, Throwable failure) {
        if (failure != null) {
            seen = null;
        }
        looking.set(false);
    }

    private void register(GroupPartition reader) {
        if (registered.add(reader)) {
            register(
                    "semel.lag",
                    "records",
                    tags(reader.at()).and("stage", reader.stage().tag()),
                    now -> {
                        var lag = now.lag().get(reader);
                        return lag == null ? Double.NaN : lag;
                    });
        }
    }

    private void register(TopicPartition at) {
        if (registered.add(at)) {
            register(
                    "semel.topic.unstable",
                    "records",
                    tags(at),
                    now -> now.offsets().unstable(at));
        }
    }

    private static Tags tags(TopicPartition at) {
        return Tags.of("topic", at.topic(), "partition", Integer.toString(at.partition()));
    }

    private void register(String name, String unit, Tags tags, ToDoubleFunction<GaugeValues> value) {
        Gauge.builder(name, this, gauges -> gauges.value(value))
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private double value(ToDoubleFunction<GaugeValues> of) {
        var now = seen;
        var isStale = now == null
                || System.nanoTime() - now.at() > PATIENCE * settings.look().toNanos();
        return isStale ? Double.NaN : of.applyAsDouble(now);
    }
}
