package semel.audit;

import static semel.audit.FindingType.I10_PHANTOM;
import static semel.audit.FindingType.I10_STOCK_OFF;
import static semel.audit.FindingType.I11_NOT_APPLIED;
import static semel.audit.FindingType.I1_UNDECIDED;
import static semel.audit.FindingType.I4_REPEATED;
import static semel.audit.FindingType.I5_TORN;
import static semel.audit.FindingType.I6_TRACED_TWICE;
import static semel.audit.FindingType.I6_UNTRACED;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The audit's result for everything accepted from {@code since} to {@code cut}. It counts all findings, and lists at most
 * {@link #MAX_FINDINGS}.
 */
@RegisterForReflection(targets = {Report.class, Report.StockAgreement.class}) // no endpoint's signature names it
public record Report(
        AuditVerdict verdict,
        Instant since,
        Instant cut,
        long accepted,
        long fulfilled,
        long refused,
        long duplicatesSuppressed,
        long deadLetters,
        long lost,
        long duplicated,
        long torn,
        StockAgreement stock,
        List<Finding> findings) {
    static final int MAX_FINDINGS = 100;

    public enum AuditVerdict {
        /** Everything before the cut happened exactly once. */
        CLEAN,
        /** An invariant is violated. */
        DIRTY,
        /** Not everything before the cut is applied yet, or a transaction is open: ask again. */
        PENDING;

        public static AuditVerdict of(List<Finding> findings) {
            if (findings.isEmpty()) {
                return CLEAN;
            }
            return findings.stream().allMatch(Finding::isPending) ? PENDING : DIRTY;
        }
    }

    /** Whether applied stock, decided stock and movements agree, as far as they can be compared. */
    record StockAgreement(boolean agree) {}

    /** @param totals counts of everything before the cut */
    static Report of(AcceptedAtCut accepted, Totals totals, List<Finding> findings) {
        return new Report(
                AuditVerdict.of(findings),
                accepted.next().since(),
                accepted.cut(),
                totals.accepted(),
                totals.fulfilled(),
                totals.refused(),
                totals.suppressed(),
                totals.deadLetters(),
                count(findings, I1_UNDECIDED, I11_NOT_APPLIED, I6_UNTRACED),
                count(findings, I10_PHANTOM, I4_REPEATED, I6_TRACED_TWICE),
                count(findings, I5_TORN),
                new StockAgreement(count(findings, I10_STOCK_OFF) == 0),
                findings.stream().limit(MAX_FINDINGS).toList());
    }

    private static long count(List<Finding> findings, FindingType... types) {
        var counted = Set.of(types);
        return findings.stream()
                .filter(finding -> counted.contains(finding.type()))
                .count();
    }
}
