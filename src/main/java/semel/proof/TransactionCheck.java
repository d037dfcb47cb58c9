package semel.proof;

import semel.audit.Finding;
import semel.audit.FindingType;

/**
 * Checks that each transaction is complete on every topic (I5). Its header has the number of its records n(T) on each topic T. For its
 * first topic A and each other topic B, a record on A adds n(B), and a record on B subtracts n(A): a complete transaction has the sum 0.
 * This does not find a transaction that lost the same share on all its topics, but the checks of sources (I6) and lines (I5) do. A
 * transaction is not judged if retention may have deleted a part of it, or if a part is after an open transaction.
 */
final class TransactionCheck {
    private final RetentionHorizon horizon;
    private final InFlight inFlight;
    private final ComparisonSink sides;
    private final Findings findings;
    /** Cached, because records of one transaction are adjacent. */
    private OutputRecord.Transaction last;

    private long lastHash;

    TransactionCheck(RetentionHorizon horizon, InFlight inFlight, ComparisonSink sides, Findings findings) {
        this.horizon = horizon;
        this.inFlight = inFlight;
        this.sides = sides;
        this.findings = findings;
    }

    /**
     * Adds a record, also one whose source is after the cut: a transaction may have both.
     *
     * @param judged whether its source is before the cut, so that the whole transaction is below the last stable offsets
     */
    void add(OutputRecord.Traced record, boolean judged) {
        var transaction = record.transaction();
        var topic = record.at().topic();
        var records = transaction.records();
        if (!records.containsKey(topic)) {
            findings.add(new Finding(
                    FindingType.I5_TORN_TRANSACTION,
                    transaction.toString(),
                    "not counted in its header tx: " + record.at()));
            return;
        }
        var hash = hash(transaction);
        var first = records.firstKey();
        if (topic.equals(first)) {
            records.forEach((other, count) -> {
                if (!other.equals(first)) {
                    add(record, judged, other, hash, count);
                }
            });
        } else {
            add(record, judged, topic, hash, -records.get(first));
        }
    }

    private long hash(OutputRecord.Transaction transaction) {
        if (transaction != last) {
            last = transaction;
            lastHash = ContentHash.of(transaction);
        }
        return lastHash;
    }

    private void add(OutputRecord.Traced record, boolean judged, String topic, long hash, int times) {
        var pair = ContentHash.mix(hash, topic.hashCode());
        sides.add(Comparison.TRANSACTED, pair, pair, times, () -> {
            var transaction = record.transaction();
            var where = topic + " against " + transaction.records().firstKey() + ", at " + record.at();
            return new Comparison.Element(
                    transaction + " " + topic, transaction.toString(), where, judged && isJudged(transaction));
        });
    }

    private boolean isJudged(OutputRecord.Transaction transaction) {
        return horizon.isWhole(transaction) && !inFlight.holdsUp(transaction);
    }
}
