package semel.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.codec.OrderCodec;
import semel.kafka.Coordinates;
import semel.order.Event;

/**
 * Checks output records that retention deleted, by their rows: the row of an applied event or of a dead letter proves that it was
 * published. Must run after the remaining output records were read.
 */
final class DeletedOutputs {
    private final History history;
    private final RetentionHorizon horizon;
    private final InputCheck inputs;
    private final ClientCheck clients;
    private final ExpectedEvents expected;
    private final DecisionCheck decisions;
    private final ComparisonSink sides;
    private final Findings findings;
    /** Ids of requests that a dead letter answered. */
    private final Set<UUID> buried = new HashSet<>();

    private final Map<UUID, OutputRecord.Traced> redriven = new HashMap<>();
    private long count;

    DeletedOutputs(
            History history,
            RetentionHorizon horizon,
            InputCheck inputs,
            ClientCheck clients,
            ExpectedEvents expected,
            DecisionCheck decisions,
            ComparisonSink sides,
            Findings findings) {
        this.history = history;
        this.horizon = horizon;
        this.inputs = inputs;
        this.clients = clients;
        this.expected = expected;
        this.decisions = decisions;
        this.sides = sides;
        this.findings = findings;
    }

    /** Notes that a dead letter in its topic answered a request. Skips events, because the tables do not have every repeated one. */
    void answered(OutputRecord.Traced by) {
        if (by instanceof OutputRecord.DeadLetter && by.subject() != null) {
            buried.add(by.subject());
        }
    }

    /** Notes an output of a redriven copy: if the dead letter is deleted, this proves that the dead letter answered the request. */
    void redriven(OutputRecord.Traced by) {
        if (by.subject() != null) {
            redriven.putIfAbsent(by.subject(), by);
        }
    }

    /** The number of deleted events and dead letters. */
    long count() {
        return count;
    }

    void readEvents() {
        for (var told : history.deleted()) {
            count++;
            var input = inputs.of(told.source(), told.at());
            if (input != null) {
                addDeleted(told, input);
            }
        }
    }

    private void addDeleted(OutputRecord.PublishedEvent told, InputCoverage input) {
        var source = told.source();
        var judged = input.judges(source.offset());
        var settles = OutputCheck.settles(told, input);
        if (judged) {
            expected.add(told, input);
            decisions.published(told, input);
        }
        if (input.isGone(source.offset()) && told.event() instanceof Event.OrderDecided decided) {
            compareWithAccepted(decided, source);
        }
        if (judged && settles) {
            inputs.cover(input, source, told.subject(), told.at());
        }
        if (settles
                && (judged || input.isGone(source.offset()))
                && !told.isRedriven()
                && !buried.contains(told.subject())) {
            clients.answered(told);
        }
    }

    /** Input record and event are deleted: compares the order in the tables with the request in {@code received}. */
    private void compareWithAccepted(Event.OrderDecided decided, Coordinates source) {
        var order = decided.order();
        var place = ContentHash.of(source);
        sides.find(
                Comparison.RECORDED,
                place,
                ContentHash.mix(place, ContentHash.record(false, OrderCodec.key(order.id()), OrderCodec.encode(order))),
                () -> new Comparison.Element(source.toString(), order.id().toString(), "decided with other content"));
    }

    /** Checks the rows of dead letters. Returns how many of them are before the cut. */
    long readLetters() {
        var rows = 0L;
        for (var row : history.deadLetters()) {
            var input = inputs.of(row.at(), row.at());
            if (input != null) {
                input.trace(row.at().offset());
            }
            if (input != null && input.isGone(row.at().offset()) && horizon.mayHaveDeletedLetter(row.at())) {
                answer(row.id(), row.at());
            }
            if (input != null && input.judges(row.at().offset())) {
                rows++;
                if (input.dead().contains(row.at().offset())) {
                    decisions.buried(row);
                } else {
                    missing(row, input);
                }
            }
        }
        redriven.forEach((subject, by) -> {
            if (horizon.mayHaveDeletedLetters(by.source())) {
                answer(subject, by.at());
            }
        });
        return rows;
    }

    /** An order may fail more than once, but only one of its dead letters answers the request. */
    private void answer(UUID id, Coordinates by) {
        if (id != null && buried.add(id)) {
            clients.answered(id, by);
        }
    }

    private void missing(History.LetterRow row, InputCoverage input) {
        if (!horizon.mayHaveDeletedLetter(row.at())) {
            findings.add(new Finding(FindingType.I4_LOST, row.at().toString(), "not in the dead-letter topic"));
            return;
        }
        count++;
        input.dead().add(row.at().offset());
        input.deletedLetters().add(row.at().offset());
        inputs.cover(input, row.at(), null, row.at());
        answer(row.id(), row.at());
    }
}
