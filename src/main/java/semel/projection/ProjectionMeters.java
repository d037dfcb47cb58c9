package semel.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import semel.operation.Latency;
import semel.order.Event;
import semel.order.EventId;

/**
 * Records the metrics of the projection. Each order updates two timers; everything else is summed up per batch first.
 *
 * @see "docs/reference/metrics.md"
 */
@Startup // a counter must exist before an alert can use it
@Singleton
class ProjectionMeters {
    private final Timer applying;
    private final Timer passing;
    private final DistributionSummary batches;
    private final Map<EventId.Kind, Counter> applied = new EnumMap<>(EventId.Kind.class);
    private final Counter repeated;
    private final Counter quarantined;

    ProjectionMeters(MeterRegistry registry) {
        applying = Latency.timer("semel.published.to.applied").register(registry);
        passing = Latency.timer("semel.accepted.to.applied").register(registry);
        batches = DistributionSummary.builder("semel.projection.batch")
                .baseUnit("records")
                .register(registry);
        for (var kind : EventId.Kind.applied()) {
            var name = kind.name().toLowerCase(Locale.ROOT);
            applied.put(kind, registry.counter("semel.events.applied", "kind", name));
        }
        repeated = registry.counter("semel.events.repeated");
        quarantined = registry.counter("semel.events.quarantined");
    }

    /** Counts a batch whose effects are committed. */
    void applied(Effects effects, WrittenRows written, Instant now) {
        batches.record(effects.events());
        applied.forEach((kind, counter) -> counter.increment(written.fresh(kind)));
        repeated.increment(written.repeated());
        quarantined.increment(written.quarantined());
        // If some of the batch was applied before, it is unknown which orders; their time was recorded then.
        var orders = effects.arrivals().get(EventId.Kind.ORDER);
        if (written.fresh(EventId.Kind.ORDER) == orders.size()) {
            orders.forEach(order -> time(order, now));
        }
    }

    private void time(EventRecord order, Instant now) {
        applying.record(Math.max(0, now.toEpochMilli() - order.sentAt()), TimeUnit.MILLISECONDS);
        passing.record(
                Latency.nanosBetween(
                        ((Event.OrderDecided) order.event()).order().acceptedAt(), now),
                TimeUnit.NANOSECONDS);
    }
}
