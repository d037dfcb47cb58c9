package semel.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What was seen. The lists of suspects hold at most {@link #MAX_SUSPECTS} each, so a count beyond it means "at least".
 *
 * @param since when the oldest order or receipt came in
 * @param cut what is judged came in before it
 * @param behind partitions that a group has not finished yet; unless empty, all that follows but what is overdue is empty
 * @param open transactions that keep a group from finishing
 * @param overdue older than the limit and not applied; looked for only where something is behind
 * @param undecided accepted before the cut, without a decision
 * @param settled decided before the cut, at least those that are not whole
 * @param phantoms subjects of effects that nobody decided
 * @param ledgers one for each product, at least those that are off
 */
record Evidence(
        Instant since,
        Instant cut,
        Totals totals,
        List<Finding.Behind> behind,
        List<Finding.OpenTransaction> open,
        List<Finding.Overdue> overdue,
        List<UUID> undecided,
        List<Settled> settled,
        List<UUID> phantoms,
        List<Finding.Repeated> repeated,
        List<Ledger> ledgers,
        List<Finding.Untraced> untraced,
        List<Finding.TracedTwice> tracedTwice,
        List<Finding.TracedBeyond> tracedBeyond) {
    static final int MAX_SUSPECTS = 10_000;

    /** Not all before the cut is through: there is nothing to judge yet but how long that takes. */
    static Evidence pending(Accepted accepted, Reach reach, List<Finding.Overdue> overdue) {
        return new Evidence(
                accepted.next().since(),
                accepted.cut(),
                accepted.next().totals(),
                reach.behind(),
                reach.open().stream().map(Finding.OpenTransaction::of).toList(),
                overdue,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** All before the cut. */
    record Totals(long accepted, long fulfilled, long refused, long suppressed, long deadLetters) {
        static final Totals NONE = new Totals(0, 0, 0, 0, 0);

        Totals plus(Totals more) {
            return new Totals(
                    accepted + more.accepted,
                    fulfilled + more.fulfilled,
                    refused + more.refused,
                    suppressed + more.suppressed,
                    deadLetters + more.deadLetters);
        }
    }

    /**
     * Something decided, and what the tables hold of it.
     *
     * @param outcome FULFILLED, REFUSED, RECEIVED or FAILED
     * @param lines how many movements were decided
     * @param status of the order as applied, null if it is not
     * @param orderLines how many lines the applied order has, 0 if it is not
     * @param notified what the customer was told, null if nothing
     * @param moved how many movements are applied
     * @param agreeing how many of them have the number, balance, product, quantity and time that they must have
     * @param agree whether the decision, the order, the notification and the processed events say the same of everything else
     */
    record Settled(
            UUID id,
            String outcome,
            long lines,
            String status,
            long orderLines,
            String notified,
            long moved,
            long agreeing,
            boolean agree) {
        boolean nothingApplied() {
            return status == null && notified == null && moved == 0;
        }

        boolean isWhole() {
            return agree
                    && switch (outcome) {
                        case "FULFILLED" ->
                            outcome.equals(status)
                                    && outcome.equals(notified)
                                    && lines > 0
                                    && orderLines == lines
                                    && moved == lines
                                    && agreeing == lines;
                        case "REFUSED" ->
                            outcome.equals(status) && outcome.equals(notified) && lines == 0 && moved == 0;
                        case "RECEIVED" ->
                            status == null && notified == null && lines == 1 && moved == 1 && agreeing == 1;
                        case "FAILED" -> lines == 0 && nothingApplied();
                        default -> false;
                    };
        }
    }

    /**
     * One product.
     *
     * @param movements how many are applied
     * @param doubled how many of them have a number that another one has too
     * @param missing numbers below the highest that nobody applied and that no decision still under way holds
     * @param wrongBalances movements whose balance is not the one before, plus their change
     * @param sum of all changes
     * @param highest number applied
     * @param onHand as applied, null if there is no such row
     * @param number the highest ledger number as applied, null if there is no such row
     * @param decidedOnHand as decided, null if there is no such row
     * @param decidedNumber changes as decided, null if there is no such row
     */
    record Ledger(
            String product,
            long movements,
            long doubled,
            long missing,
            long wrongBalances,
            long sum,
            long highest,
            Long onHand,
            Long number,
            Long decidedOnHand,
            Long decidedNumber) {}
}
