package semel.proof;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.order.Event;
import semel.wire.Coordinates;

/** What readers of the output topics see: I4 to I9. */
final class Outputs {
    private final History history;
    private final Inputs inputs;
    private final Former former;
    private final Clients clients;
    private final Sides sides;
    private final Findings findings;
    private final Owed owed;
    private final Products products;
    private final Transactions transactions;
    private final Horizon horizon;
    private final Decisions decisions;
    private final Deleted deleted;
    private final Map<Coordinates, Long> unreadable = new HashMap<>();
    private long published;
    private long aborted;

    Outputs(
            History history,
            Horizon horizon,
            UnderWay underWay,
            Inputs inputs,
            Former former,
            Clients clients,
            Owed owed,
            Decisions decisions,
            Deleted deleted,
            Sides sides,
            Findings findings) {
        this.history = history;
        this.inputs = inputs;
        this.former = former;
        this.clients = clients;
        this.sides = sides;
        this.findings = findings;
        this.owed = owed;
        this.decisions = decisions;
        this.deleted = deleted;
        this.products = new Products(findings);
        this.transactions = new Transactions(horizon, underWay, sides, findings);
        this.horizon = horizon;
    }

    long published() {
        return published;
    }

    long aborted() {
        return aborted;
    }

    void read() {
        for (var open : history.open()) {
            findings.add(open);
        }
        for (var output : history.outputs()) {
            if (inputs.nothingAfter() && output.lastStable() != output.highWatermark()) {
                findings.add(new Finding(
                        FindingType.I8_OPEN_TRANSACTION,
                        output.topic() + ":" + output.partition(),
                        "offsets " + output.lastStable() + " to " + output.highWatermark()));
            }
            merge(output);
        }
    }

    /** What projections put aside: hash of the record, by where it stands. */
    Map<Coordinates, Long> unreadable() {
        return unreadable;
    }

    /** Both views of a partition side by side: what only the uncommitted one has was aborted. */
    private void merge(History.OutputPartition output) {
        var last = new Succession(inputs.size(), findings);
        var committed = history.committed(output).iterator();
        var next = nextOf(committed);
        for (var record : history.uncommitted(output)) {
            while (next != null && next.offset() < record.offset()) {
                findings.add(
                        new Finding(FindingType.I9_PHANTOM, next.at().toString(), "not visible to read_uncommitted"));
                take(output, next, last);
                next = nextOf(committed);
            }
            if (next != null && next.offset() == record.offset()) {
                take(output, next, last);
                next = nextOf(committed);
            } else {
                abort(record.published());
            }
        }
        for (; next != null; next = nextOf(committed)) {
            findings.add(new Finding(FindingType.I9_PHANTOM, next.at().toString(), "not visible to read_uncommitted"));
            take(output, next, last);
        }
    }

    private static Published nextOf(Iterator<Published> records) {
        return records.hasNext() ? records.next() : null;
    }

    private void abort(Published record) {
        aborted++;
        if (record instanceof Published.Traced aborted) {
            var traced = former.placeAborted(aborted);
            var input = inputs.of(traced.source(), record.at());
            if (input != null && input.judges(traced.source().offset())) {
                input.aborted().add(traced.source().offset());
            }
        }
    }

    private void take(History.OutputPartition output, Published record, Succession last) {
        published++;
        if (record instanceof Published.Unreadable foreign) {
            unreadable.put(foreign.at(), foreign.content());
        }
        if (!(record instanceof Published.Traced named)) {
            findings.add(new Finding(FindingType.I4_PHANTOM, record.at().toString(), "not written by the pipeline"));
            return;
        }
        var traced = former.place(named);
        var input = inputs.of(traced.source(), traced.at());
        if (input == null) {
            return;
        }
        var judged = input.judges(traced.source().offset());
        inputs.published(input, traced);
        transactions.add(traced, judged);
        horizon.see(traced);
        if (traced instanceof Published.Told told) {
            apply(output, told, judged);
        }
        if (judged && (!settles(traced, input) || settle(traced, input))) {
            last.follow(traced, input);
        }
        if (input.isGone(traced.source().offset()) && settles(traced, input)) {
            answer(traced);
        }
        if (judged && traced instanceof Published.Told told) {
            owed.add(told, input);
            decisions.published(told, input);
            products.add(told);
        }
    }

    /** Whether it is what becomes of an input record, and not a part of that. */
    static boolean settles(Published.Traced record, Input input) {
        return !(record instanceof Published.Told told)
                || told.event() instanceof Event.OrderDecided
                || input.partition().holdsReceipts();
    }

    /** A copy that was redriven answers nobody anew: the request has its dead letter. */
    private void answer(Published.Traced record) {
        if (!record.isRedriven()) {
            clients.answered(record);
            deleted.answered(record);
        }
    }

    private boolean settle(Published.Traced record, Input input) {
        answer(record);
        if (record instanceof Published.DeadLetter letter) {
            input.dead().add(letter.source().offset());
            decisions.published(letter, input);
            return inputs.cover(input, record.source(), null, record.at());
        }
        return inputs.cover(input, record.source(), record.subject(), record.at());
    }

    private void apply(History.OutputPartition output, Published.Told told, boolean judged) {
        var id = told.event().id();
        if (told.at().offset() < output.applied()) {
            var place = Hash.of(id);
            sides.expect(
                    Comparison.APPLIED, place, Hash.mix(place, Hash.of(told.at())), () -> Comparison.Element.of(told));
            sides.expect(Comparison.EFFECTIVE, place, Hash.content(told.event()), () -> Comparison.Element.of(told));
        } else if (judged) {
            findings.add(
                    new Finding(FindingType.I13_BEHIND, id.toString(), told.at().toString()));
        }
    }
}
