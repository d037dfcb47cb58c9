package semel.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Evidence in, verdict out. Pure. */
final class Examination {
    static final int MAX_FINDINGS = 100;

    private Examination() {}

    static Report examine(Evidence evidence) {
        var undecided =
                evidence.undecided().stream().map(Finding.Undecided::new).toList();
        var notApplied = evidence.settled().stream()
                .filter(settled -> !settled.isWhole() && settled.nothingApplied())
                .map(settled -> new Finding.NotApplied(settled.id()))
                .toList();
        var torn = evidence.settled().stream()
                .filter(settled -> !settled.isWhole() && !settled.nothingApplied())
                .map(settled -> new Finding.Torn(settled.id(), detail(settled)))
                .toList();
        var phantoms = evidence.phantoms().stream().map(Finding.Phantom::new).toList();
        var stock = evidence.ledgers().stream()
                .flatMap(ledger ->
                        contradictions(ledger).stream().map(detail -> new Finding.StockOff(ledger.product(), detail)))
                .toList();
        var findings = new ArrayList<Finding>(evidence.behind());
        List.of(
                        evidence.open(),
                        evidence.overdue(),
                        undecided,
                        notApplied,
                        torn,
                        phantoms,
                        evidence.repeated(),
                        stock,
                        evidence.untraced(),
                        evidence.tracedTwice(),
                        evidence.tracedBeyond())
                .forEach(findings::addAll);
        return new Report(
                verdict(findings),
                evidence.since(),
                evidence.cut(),
                evidence.totals().accepted(),
                evidence.totals().fulfilled(),
                evidence.totals().refused(),
                evidence.totals().suppressed(),
                evidence.totals().deadLetters(),
                undecided.size() + notApplied.size() + evidence.untraced().size(),
                phantoms.size()
                        + evidence.repeated().size()
                        + evidence.tracedTwice().size(),
                torn.size(),
                new Report.StockAgreement(stock.isEmpty()),
                findings.stream().limit(MAX_FINDINGS).toList());
    }

    private static Report.Verdict verdict(List<Finding> findings) {
        if (findings.isEmpty()) {
            return Report.Verdict.CLEAN;
        }
        return findings.stream().allMatch(Finding::isPending) ? Report.Verdict.PENDING : Report.Verdict.DIRTY;
    }

    private static String detail(Evidence.Settled settled) {
        return "decided: " + settled.outcome() + ", " + settled.lines() + " movements; applied: order "
                + settled.status() + " with " + settled.orderLines() + " lines, " + settled.moved() + " movements ("
                + settled.agreeing() + " match), notification " + settled.notified()
                + (settled.agree()
                        ? ""
                        : "; decision, order, notification and processed events differ in what they say");
    }

    /** In words, what the ledger of one product contradicts; none if nothing. */
    private static List<String> contradictions(Evidence.Ledger ledger) {
        var contradictions = new ArrayList<String>();
        if (ledger.doubled() > 0) {
            contradictions.add(ledger.doubled() + " movements share a ledger number");
        }
        if (ledger.missing() > 0) {
            contradictions.add(ledger.missing() + " ledger numbers are missing below " + ledger.highest());
        }
        if (ledger.wrongBalances() > 0) {
            contradictions.add(ledger.wrongBalances() + " balances do not follow from the previous one");
        }
        var onHand = Objects.requireNonNullElse(ledger.onHand(), 0L);
        var number = Objects.requireNonNullElse(ledger.number(), 0L);
        if (onHand != ledger.sum() || number != ledger.highest()) {
            contradictions.add("the applied stock is " + onHand + " after movement " + number
                    + ", but the movements give " + ledger.sum() + " after movement " + ledger.highest());
        }
        var decidedOnHand = Objects.requireNonNullElse(ledger.decidedOnHand(), 0L);
        var decidedNumber = Objects.requireNonNullElse(ledger.decidedNumber(), 0L);
        if (number > decidedNumber) {
            contradictions.add(number + " movements are applied, but only " + decidedNumber + " are decided");
        }
        // With a number missing the sums differ, rightly: two replicas may publish the changes of one product out of
        // order.
        var complete = ledger.movements() == number && number.equals(decidedNumber);
        if (complete && !onHand.equals(decidedOnHand)) {
            contradictions.add("after movement " + number + " the applied stock is " + onHand
                    + ", but the decided stock is " + decidedOnHand);
        }
        return contradictions;
    }
}
