package semel.proof;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.kafka.Coordinates;
import semel.order.Event;

/** Checks what readers of the output topics see (I4 to I9). */
final class OutputCheck {
    private final History history;
    private final InputCheck inputs;
    private final FormerTopics former;
    private final ClientCheck clients;
    private final ComparisonSink sides;
    private final Findings findings;
    private final ExpectedEvents expected;
    private final ProductCheck products;
    private final TransactionCheck transactions;
    private final RetentionHorizon horizon;
    private final DecisionCheck decisions;
    private final DeletedOutputs deleted;
    private final Map<Coordinates, Long> unreadable = new HashMap<>();
    private long published;
    private long aborted;

    OutputCheck(
            History history,
            RetentionHorizon horizon,
            InFlight inFlight,
            InputCheck inputs,
            FormerTopics former,
            ClientCheck clients,
            ExpectedEvents expected,
            DecisionCheck decisions,
            DeletedOutputs deleted,
            ComparisonSink sides,
            Findings findings) {
        this.history = history;
        this.inputs = inputs;
        this.former = former;
        this.clients = clients;
        this.sides = sides;
        this.findings = findings;
        this.expected = expected;
        this.decisions = decisions;
        this.deleted = deleted;
        this.products = new ProductCheck(findings);
        this.transactions = new TransactionCheck(horizon, inFlight, sides, findings);
        this.horizon = horizon;
    }

    long published() {
        return published;
    }

    long aborted() {
        return aborted;
    }

    void read() {
        history.open().forEach(findings::add);
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

    /** Hashes of unreadable records, by coordinates; the projection must have put them into quarantine. */
    Map<Coordinates, Long> unreadable() {
        return unreadable;
    }

    /** Merges the committed and the uncommitted view of a partition: a record only in the uncommitted one was aborted. */
    private void merge(History.OutputPartition output) {
        var last = new SuccessionCheck(inputs.size(), findings);
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

    private static OutputRecord nextOf(Iterator<OutputRecord> records) {
        return records.hasNext() ? records.next() : null;
    }

    private void abort(OutputRecord record) {
        aborted++;
        if (record instanceof OutputRecord.Traced aborted) {
            var traced = former.placeAborted(aborted);
            var input = inputs.of(traced.source(), record.at());
            if (input != null && input.judges(traced.source().offset())) {
                input.aborted().add(traced.source().offset());
            }
        }
    }

    private void take(History.OutputPartition output, OutputRecord record, SuccessionCheck last) {
        published++;
        if (record instanceof OutputRecord.ForeignRecord foreign) {
            unreadable.put(foreign.at(), foreign.content());
        }
        if (!(record instanceof OutputRecord.Traced named)) {
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
        if (traced instanceof OutputRecord.PublishedEvent told
                && told.event().id().kind().isApplied()) {
            apply(output, told, judged);
        }
        if (judged && (!settles(traced, input) || settle(traced, input))) {
            last.follow(traced, input);
        }
        if (input.isGone(traced.source().offset()) && settles(traced, input)) {
            answer(traced);
        }
        if (judged && traced instanceof OutputRecord.PublishedEvent told) {
            expected.add(told, input);
            decisions.published(told, input);
            products.add(told);
        }
    }

    /** Whether this is its input record's outcome: a dead letter, an order's decision, or a receipt's movement. */
    static boolean settles(OutputRecord.Traced record, InputCoverage input) {
        return !(record instanceof OutputRecord.PublishedEvent told)
                || told.event() instanceof Event.OrderDecided
                || input.partition().holdsReceipts();
    }

    /** An output of a redriven copy answers no request: the dead letter did. */
    private void answer(OutputRecord.Traced record) {
        if (!record.isRedriven()) {
            clients.answered(record);
            deleted.answered(record);
        } else {
            deleted.redriven(record);
        }
    }

    private boolean settle(OutputRecord.Traced record, InputCoverage input) {
        answer(record);
        if (record instanceof OutputRecord.DeadLetter letter) {
            input.dead().add(letter.source().offset());
            decisions.published(letter, input);
            return inputs.cover(input, record.source(), null, record.at());
        }
        return inputs.cover(input, record.source(), record.subject(), record.at());
    }

    private void apply(History.OutputPartition output, OutputRecord.PublishedEvent told, boolean judged) {
        var id = told.event().id();
        if (told.at().offset() < output.applied()) {
            var place = ContentHash.of(id);
            sides.expect(
                    Comparison.APPLIED,
                    place,
                    ContentHash.mix(place, ContentHash.of(told.at())),
                    () -> Comparison.Element.of(told));
            sides.expect(
                    Comparison.EFFECTIVE, place, ContentHash.content(told.event()), () -> Comparison.Element.of(told));
        } else if (judged) {
            findings.add(
                    new Finding(FindingType.I13_BEHIND, id.toString(), told.at().toString()));
        }
    }
}
