package semel.decision;

import static semel.operation.Latency.nanosBetween;

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
import java.util.stream.Collectors;
import semel.operation.Latency;

/**
 * Records the metrics of decisions. Each order updates two timers; everything else is summed up per batch first.
 *
 * @see "docs/reference/metrics.md"
 */
@Startup // a counter must exist before an alert can use it
@Singleton
class DecisionMeters {
    private final Timer deciding;
    private final Timer publishing;
    private final DistributionSummary batches;
    private final Map<Decision.StoredOutcome, Counter> outcomes = new EnumMap<>(Decision.StoredOutcome.class);
    private final Counter duplicates;
    private final Counter redelivered;
    private final Map<String, Counter> deadLetters;
    private final Counter committed;
    private final Counter aborted;
    private final Counter rewound;

    DecisionMeters(MeterRegistry registry) {
        deciding = Latency.timer("semel.accepted.to.decided").register(registry);
        publishing = Latency.timer("semel.decided.to.published").register(registry);
        batches = DistributionSummary.builder("semel.decision.batch")
                .baseUnit("records")
                .register(registry);
        for (var outcome : Decision.StoredOutcome.values()) {
            var name = outcome.name().toLowerCase(Locale.ROOT);
            outcomes.put(outcome, registry.counter("semel.decisions", "outcome", name));
        }
        duplicates = registry.counter("semel.duplicates.suppressed");
        redelivered = registry.counter("semel.decisions.redelivered");
        deadLetters = DeadLetters.REASONS.stream()
                .collect(Collectors.toMap(
                        reason -> reason, reason -> registry.counter("semel.dead.letters", "reason", reason)));
        committed = registry.counter("semel.transactions", "outcome", "committed");
        aborted = registry.counter("semel.transactions", "outcome", "aborted");
        rewound = registry.counter("semel.batches.rewound");
    }

    /** Counts a batch whose decisions are committed to the database. */
    void decided(Decided decided) {
        var counts = new int[outcomes.size()];
        for (var settled : decided.settled()) {
            if (settled.fresh()) {
                counts[settled.decision().outcome().ordinal()]++;
                if (settled.delivery().content() instanceof Content.OrderPlaced placed) {
                    var nanos = nanosBetween(
                            placed.order().acceptedAt(), settled.decision().at());
                    deciding.record(nanos, TimeUnit.NANOSECONDS);
                }
            }
        }
        outcomes.forEach((outcome, counter) -> counter.increment(counts[outcome.ordinal()]));
    }

    /** Counts a batch once its Kafka transaction is confirmed: before, it may be read again, and its duplicates would be counted again. */
    void published(Decided decided, Instant now) {
        committed.increment();
        batches.record(decided.settled().size()
                + decided.duplicates().size()
                + decided.undecidable().size());
        duplicates.increment(decided.duplicates().size());
        decided.undecidable().forEach(letter -> deadLetters.get(letter.reason()).increment());
        var again = 0;
        var failed = 0;
        for (var settled : decided.settled()) {
            again += settled.fresh() ? 0 : 1;
            failed += settled.isFailed() ? 1 : 0;
            if (settled.delivery().content() instanceof Content.OrderPlaced) {
                publishing.record(nanosBetween(settled.decision().at(), now), TimeUnit.NANOSECONDS);
            }
        }
        redelivered.increment(again);
        deadLetters.get(DeadLetters.POLICY_FAILED).increment(failed);
    }

    /** Counts a batch whose Kafka transaction is not known to be committed and is treated as aborted. */
    void notPublished() {
        aborted.increment();
    }

    /** Counts a reset of the consumer to the committed offsets. */
    void rewound() {
        rewound.increment();
    }
}
