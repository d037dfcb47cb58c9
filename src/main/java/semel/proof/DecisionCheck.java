package semel.proof;

import java.time.Instant;
import java.util.UUID;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.kafka.Coordinates;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Reason;

/**
 * Compares the rows of {@code decision} and {@code dead_letter} with what was published: content and source record must agree (I10).
 */
final class DecisionCheck {
    private static final String FAILED = "FAILED";

    private final History history;
    private final InputCheck inputs;
    private final InputTableCheck tables;
    private final ComparisonSink sides;
    private final Findings findings;

    DecisionCheck(History history, InputCheck inputs, InputTableCheck tables, ComparisonSink sides, Findings findings) {
        this.history = history;
        this.inputs = inputs;
        this.tables = tables;
        this.sides = sides;
        this.findings = findings;
    }

    /** Must be called before {@link #published}. */
    void readFailed() {
        for (var at : history.failed()) {
            inputs.at(at)
                    .filter(input -> input.judges(at.offset()))
                    .ifPresent(input -> input.failed().add(at.offset()));
        }
    }

    /** Adds a judged event, also one that retention deleted and only the tables have. */
    void published(OutputRecord.PublishedEvent told, InputCoverage input) {
        var subject = told.subject();
        if (told.event() instanceof Event.OrderDecided decided) {
            var reason = decided.refusal().map(Reason::code).orElse(null);
            expect(input, subject, told.source(), decided.outcome().name(), reason, decided.at());
        } else if (told.event() instanceof Event.StockMoved moved) {
            var id = moved.id();
            var place = ContentHash.of(id);
            sides.expect(
                    Comparison.MOVED,
                    place,
                    movement(place, moved.number(), moved.balance()),
                    () -> Comparison.Element.of(told));
            if (input.partition().holdsReceipts()) {
                expect(input, subject, told.source(), "RECEIVED", null, moved.at());
            }
        }
    }

    /** Adds a judged dead letter. If its order was redriven since, the decision names the redriven copy. */
    void published(OutputRecord.DeadLetter letter, InputCoverage input) {
        var at = letter.source();
        var place = ContentHash.of(at);
        sides.expect(
                Comparison.DECIDED,
                place,
                ContentHash.mix(place, "" + letter.reason()),
                () -> new Comparison.Element(at.toString(), at.toString(), "dead_letter"));
        if (letter.subject() != null && input.failed().contains(at.offset())) {
            expect(input, letter.subject(), at, FAILED, letter.detail(), Instant.EPOCH);
        }
    }

    /** Adds the row of a dead letter whose record is still in its topic. */
    void buried(History.LetterRow row) {
        var at = row.at();
        var place = ContentHash.of(at);
        sides.find(
                Comparison.DECIDED,
                place,
                ContentHash.mix(place, "" + row.reason()),
                () -> new Comparison.Element(at.toString(), at.toString(), "dead_letter"));
    }

    /** Must be called after everything published and the dead letters' rows were read. */
    void readRows() {
        for (var row : history.decisions()) {
            var at = row.at();
            var input = tables.decidedAt(at, row.id().toString());
            var isFailed = row.outcome().equals(FAILED);
            if (input != null
                    && input.judges(at.offset())
                    && !(isFailed && input.deletedLetters().contains(at.offset()))) {
                if (input.isFormer() || input.covered().contains(at.offset())) { // else the missing output is reported
                    var place = ContentHash.of(row.id());
                    var decidedAt = isFailed ? Instant.EPOCH : row.decidedAt();
                    sides.find(
                            Comparison.DECIDED,
                            place,
                            decision(place, at, row.outcome(), row.reason(), decidedAt),
                            () -> element(row.id(), input));
                }
                readMovements(row);
            }
        }
    }

    private void readMovements(History.DecisionRow row) {
        var movements =
                row.movements().isEmpty() ? new String[0] : row.movements().split(",", -1);
        for (int line = 0; line < movements.length; line++) {
            var id = new EventId(row.id(), EventId.Kind.INVENTORY, line);
            var place = ContentHash.of(id);
            var parts = movements[line].split(":", -1);
            try {
                sides.find(
                        Comparison.MOVED,
                        place,
                        movement(place, Long.parseLong(parts[0]), Long.parseLong(parts[1])),
                        () -> new Comparison.Element(id.toString(), id.toString(), "decision"));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException illegible) {
                findings.add(new Finding(
                        FindingType.I10_ALTERED, row.id().toString(), "its movements are " + row.movements()));
            }
        }
    }

    private void expect(InputCoverage input, UUID id, Coordinates source, String outcome, String reason, Instant at) {
        var place = ContentHash.of(id);
        sides.expect(Comparison.DECIDED, place, decision(place, source, outcome, reason, at), () -> element(id, input));
    }

    private static Comparison.Element element(UUID id, InputCoverage input) {
        var kind = input.partition().holdsReceipts() ? EventId.Kind.INVENTORY : EventId.Kind.ORDER;
        var event = new EventId(id, kind, 0).toString();
        return new Comparison.Element(event, event, "decision");
    }

    private static long decision(long place, Coordinates at, String outcome, String reason, Instant decidedAt) {
        var hash = ContentHash.mix(ContentHash.mix(ContentHash.mix(place, ContentHash.of(at)), outcome), "" + reason);
        return ContentHash.mix(ContentHash.mix(hash, decidedAt.getEpochSecond()), decidedAt.getNano());
    }

    private static long movement(long place, long number, long balance) {
        return ContentHash.mix(ContentHash.mix(place, number), balance);
    }
}
