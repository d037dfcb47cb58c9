package semel.proof;

import java.util.HashMap;
import java.util.Map;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.order.Event;

/** Checks each product's applied movements: numbered 1 to n, with balances that follow from each other and end at the stock (I10). */
final class LedgerCheck {
    private final boolean atRest;
    private final ComparisonSink sides;
    private final Findings findings;
    private final Map<String, Ledger> ledgers = new HashMap<>();

    /** @param atRest if false, a number may be missing because its transaction is still open */
    LedgerCheck(Iterable<History.Opening> openings, boolean atRest, ComparisonSink sides, Findings findings) {
        this.atRest = atRest;
        this.sides = sides;
        this.findings = findings;
        openings.forEach(this::open);
    }

    private void open(History.Opening opening) {
        ledgers.put(opening.product(), new Ledger(opening.number(), opening.balance()));
        link(opening.product(), opening.number(), opening.balance(), -1);
    }

    void add(Event.StockMoved moved) {
        var product = moved.product().value();
        var number = moved.number();
        var ledger = ledgers.computeIfAbsent(product, key -> new Ledger(0, 0));
        if (number <= ledger.opening && number > 0) {
            return; // not pruned yet, and judged before
        }
        if (!ledger.numbers.add(number)) {
            mismatch(product, "two movements have the number " + number);
        }
        ledger.sum += moved.change();
        if (number > ledger.highest) {
            ledger.highest = number;
            ledger.balance = moved.balance();
        }
        link(product, number, moved.balance(), -1);
        if (number > 1) {
            link(product, number - 1, moved.balance() - moved.change(), 1);
        } else if (moved.balance() != moved.change()) {
            mismatch(
                    product,
                    "the first movement is " + moved.change() + ", but leaves a balance of " + moved.balance());
        }
    }

    /** Adds the balance after a movement: as the movement itself has it (found), or as the next one implies (expected). */
    private void link(String product, long number, long balance, int times) {
        var place = ContentHash.mix(ContentHash.mix(0, product), number);
        sides.add(
                Comparison.CHAINED,
                place,
                ContentHash.mix(place, balance),
                times,
                () -> new Comparison.Element(product + " " + number, product, "its balance after movement " + number));
    }

    /** Must be called after all movements were added. No event has a negative balance, so no stock is negative either. */
    void close(Iterable<History.StockLevel> levels) {
        var without = new HashMap<>(ledgers);
        for (var level : levels) {
            var ledger = without.remove(level.product());
            close(level, ledger == null ? new Ledger(0, 0) : ledger);
        }
        without.forEach((product, ledger) -> close(new History.StockLevel(product, 0, 0, 0, 0), ledger));
    }

    private void close(History.StockLevel level, Ledger ledger) {
        var product = level.product();
        if (ledger.highest > 0) {
            // No movement follows the last one to imply its balance.
            var place = ContentHash.mix(ContentHash.mix(0, product), ledger.highest);
            var name = product + " " + ledger.highest;
            sides.expect(
                    Comparison.CHAINED,
                    place,
                    ContentHash.mix(place, ledger.balance),
                    () -> new Comparison.Element(name, product, "its last balance"));
        }
        if (level.appliedOnHand() != ledger.sum || level.appliedNumber() != ledger.highest) {
            mismatch(
                    product,
                    "the applied stock is " + level.appliedOnHand() + " after movement " + level.appliedNumber()
                            + ", but the movements give " + ledger.sum + " after movement " + ledger.highest);
        }
        if (atRest) {
            closeAtRest(level, ledger);
        }
    }

    private void closeAtRest(History.StockLevel level, Ledger ledger) {
        if (ledger.numbers.low() <= ledger.highest) {
            mismatch(level.product(), "no movement has the number " + ledger.numbers.low());
        }
        if (level.appliedOnHand() != level.decidedOnHand() || level.appliedNumber() != level.decidedNumber()) {
            mismatch(
                    level.product(),
                    "the applied stock is " + level.appliedOnHand() + " after movement " + level.appliedNumber()
                            + ", but the decided stock is " + level.decidedOnHand() + " after movement "
                            + level.decidedNumber());
        }
    }

    private void mismatch(String product, String how) {
        findings.add(new Finding(FindingType.I10_STOCK_OFF, product, how));
    }

    private static final class Ledger {
        private final long opening;
        private final PositionSet numbers;
        private long sum;
        private long highest;
        private long balance;

        /** Continues after a movement, or begins after none. */
        private Ledger(long number, long balance) {
            this.opening = number;
            this.numbers = new PositionSet(number + 1);
            this.sum = balance;
            this.highest = number;
            this.balance = balance;
        }
    }
}
