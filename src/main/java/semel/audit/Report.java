package semel.audit;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/**
 * What the audit says of everything that came in from since to cut. The counts are of all findings, of which at most
 * {@link Examination#MAX_FINDINGS} are listed.
 */
@RegisterForReflection(targets = {Report.class, Report.StockAgreement.class}) // no endpoint returns it as it is
public record Report(
        Verdict verdict,
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

    enum Verdict {
        /** Everything before the cut happened once. */
        CLEAN,
        /** Something did not. */
        DIRTY,
        /** Not everything before the cut is through yet: ask again. */
        PENDING
    }

    /** Whether the stock applied, the stock decided and the ledgers agree wherever they can be compared. */
    record StockAgreement(boolean agree) {}
}
