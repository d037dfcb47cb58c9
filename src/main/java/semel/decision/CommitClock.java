package semel.decision;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;

/**
 * Tells whether a transaction was committed, which the transaction block of the connector does not: it recovers a failed
 * commit into an abort and reports success. The producer adds to this metric only after {@code commitTransaction} returned.
 *
 * @see "docs/explanation/decisions/0001-confirm-each-transaction.md"
 */
final class CommitClock {
    private static final String METRIC = "txn-commit-time-ns-total";

    private final Metric spent;

    /**
     * @throws IllegalStateException where the producer has no such metric: nothing could be confirmed then
     */
    CommitClock(Producer<?, ?> producer) {
        this.spent = producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(METRIC))
                .map(metric -> (Metric) metric.getValue())
                .findAny()
                .orElseThrow(() -> new IllegalStateException("the producer has no metric " + METRIC));
    }

    /** Nanoseconds spent in successful commits so far; grows with each. */
    double read() {
        return ((Number) spent.metricValue()).doubleValue();
    }
}
