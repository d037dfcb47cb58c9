package semel.proof;

import java.util.List;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.audit.Report;

/**
 * What the full examination of a history gives.
 *
 * @param findings what is wrong, in the order in which it was found
 * @param complete false if it is "at least these"
 */
public record Proof(List<Finding> findings, boolean complete, Counts counts) {
    /** With 2¹⁴ buckets, 10⁸ events leave some thousands in each bucket of a comparison, and the sums take a few megabytes. */
    private static final int BUCKETS = 1 << 14;

    private static final long MAX_REMEMBERED = 100_000;
    private static final int MAX_ANOMALIES = 1_000;

    /**
     * All that was read; suppressed are further copies in the inputs, which are allowed; deleted is what retention deleted from the
     * outputs, so that only the tables tell of it.
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

    /** Whether everything before the cut happened once. */
    public boolean isClean() {
        return findings.isEmpty() && complete;
    }

    /**
     * Reads the history once; and if something differs once more, to name it. Memory follows disorder, the number of unknown
     * outcomes and the number of products, not length.
     */
    public static Proof examine(History history) {
        return examine(history, BUCKETS, MAX_REMEMBERED);
    }

    /** @param remembered how many elements the second reading may hold, though one bucket of each comparison in any case */
    static Proof examine(History history, int buckets, long remembered) {
        var findings = new Findings(MAX_ANOMALIES);
        var sums = new BucketSums(buckets);
        var horizon = new RetentionHorizon(history.outputs());
        var inFlight = new InFlight(history);
        inFlight.tell(findings);
        var counts = new HistoryPass(history, horizon, inFlight, sums, findings).run();
        history.illegible().forEach((row, why) -> findings.add(new Finding(FindingType.I10_ALTERED, row, why)));
        var suspicion = sums.suspicion(remembered);
        if (!suspicion.isEmpty()) {
            var suspects = new SuspectElements(sums, suspicion.buckets());
            // What the first reading told directly, this one tells to nobody.
            new HistoryPass(history, horizon, inFlight, suspects, new Findings(0)).run();
            suspects.tell(findings);
        }
        return new Proof(findings.list(), suspicion.complete() && findings.isComplete(), counts);
    }
}
