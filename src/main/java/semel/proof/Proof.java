package semel.proof;

import java.util.List;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.audit.Report;

/**
 * Examines a history in full, and holds the result.
 *
 * @param findings in the order they were found
 * @param complete false if there are more findings
 */
public record Proof(List<Finding> findings, boolean complete, Counts counts) {
    /** With 2¹⁴ buckets, 10⁸ events leave some thousands in each bucket of a comparison, and the sums take a few megabytes. */
    private static final int BUCKETS = 1 << 14;

    private static final long MAX_REMEMBERED = 100_000;
    private static final int MAX_ANOMALIES = 1_000;

    /**
     * Counts everything that was read. {@code suppressed}: allowed duplicates in the inputs. {@code deleted}: events and dead letters that
     * retention deleted from the outputs, and only the tables have.
     */
    public record Counts(
            long requests,
            long arrivals,
            long suppressed,
            long published,
            long aborted,
            long deadLetters,
            long applied,
            long deleted) {
        public long all() {
            return requests + arrivals + suppressed + published + aborted + applied;
        }
    }

    Report.AuditVerdict verdict() {
        return complete ? Report.AuditVerdict.of(findings) : Report.AuditVerdict.DIRTY;
    }

    /** Whether everything before the cut happened exactly once. */
    public boolean isClean() {
        return findings.isEmpty() && complete;
    }

    /**
     * Reads the history once, and a second time if something differs, to name it. Memory depends on disorder, the number of unknown
     * outcomes and the number of products, not on length.
     */
    public static Proof examine(History history) {
        return examine(history, BUCKETS, MAX_REMEMBERED);
    }

    /** @param remembered the maximum number of elements that the second reading holds, but always at least one bucket of each comparison */
    static Proof examine(History history, int buckets, long remembered) {
        var findings = new Findings(MAX_ANOMALIES);
        var sums = new BucketSums(buckets);
        var horizon = new RetentionHorizon(history);
        var inFlight = new InFlight(history);
        inFlight.tell(findings);
        var counts = new HistoryPass(history, horizon, inFlight, sums, findings).run();
        history.illegible().forEach((row, why) -> findings.add(new Finding(FindingType.I10_ALTERED, row, why)));
        history.contradictedErasures()
                .forEach((order, why) -> findings.add(new Finding(FindingType.I10_ERASURE_CONTRADICTS, order, why)));
        var suspicion = sums.suspicion(remembered);
        if (!suspicion.isEmpty()) {
            var suspects = new SuspectElements(sums, suspicion.buckets());
            // The first reading has reported its direct findings, so this one drops them.
            new HistoryPass(history, horizon, inFlight, suspects, new Findings(0)).run();
            suspects.tell(findings);
        }
        return new Proof(findings.list(), suspicion.complete() && findings.isComplete(), counts);
    }
}
