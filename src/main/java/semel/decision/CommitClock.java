package semel.decision;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;

/**
 * Shows whether a transaction was committed, by a metric that the producer increases only after {@code commitTransaction} returned.
 * The connector's transaction block does not show it: it aborts after a failed commit and reports success.
 *
 * @see "docs/explanation/decisions/0001-confirm-each-transaction.md"
 */
final class CommitClock {
    private static final String METRIC = "txn-commit-time-ns-total";

    private final Metric spent;

    /** @throws IllegalStateException if the producer has no such metric, because then no commit can be confirmed */
    CommitClock(Producer<?, ?> producer) {
        this.spent = producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(METRIC))
                .map(metric -> (Metric) metric.getValue())
                .findAny()
                .orElseThrow(() -> new IllegalStateException("the producer has no metric " + METRIC));
    }

    /** Nanoseconds spent in successful commits; grows with each. */
    double read() {
        return ((Number) spent.metricValue()).doubleValue();
    }
}
