package semel.audit;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Columns;

/**
 * What the tables say of all that was written since a watermark, in few set-based questions. Everything is judged in one
 * REPEATABLE READ snapshot.
 *
 * @see "docs/explanation/decisions/0009-the-online-audit-is-incremental.md"
 */
@ApplicationScoped
class TableEvidence {
    private final OneSnapshot snapshot;
    private final AuditSettings settings;

    TableEvidence(OneSnapshot snapshot, AuditSettings settings) {
        this.snapshot = snapshot;
        this.settings = settings;
    }

    /**
     * What is accepted now. Ask before the inputs' ends are taken: whatever is acknowledged in this snapshot then stands below
     * them. The ids that lack a decision are named here and looked for again at the end, so no clock decides what came before
     * the cut: acknowledged_at is written after the fact.
     *
     * @param judged what need not be looked at again, unless something was changed or deleted since
     */
    Uni<Accepted> accepted(Watermark judged) {
        return snapshot.ask(
                judged,
                session -> Columns.query(session, FirstQuestions.CHANGES)
                        .map(rows -> (String) rows.get(0)[0])
                        .chain(changes -> accepted(
                                session, changes.equals(judged.changes()) ? judged : Watermark.NONE, changes)));
    }

    private static Uni<Accepted> accepted(StatelessSession session, Watermark judged, String changes) {
        return inTurn(
                        List.of(
                                ask(session, judged, FirstQuestions.ACCEPTED),
                                ask(session, judged, FirstQuestions.UNDECIDED),
                                Columns.query(session, FirstQuestions.PROGRESS)),
                        answered -> {})
                .map(answers -> accepted(judged, changes, answers.get(0).get(0), answers.get(1), answers.get(2)));
    }

    private static Accepted accepted(
            Watermark judged, String changes, Object[] accepted, List<Object[]> undecided, List<Object[]> progress) {
        var since = time(accepted[0]);
        var next = new Watermark(
                (String) accepted[3],
                changes,
                decidedNext(progress),
                since.isBefore(judged.since()) ? since : judged.since(),
                judged.totals().plus(new Evidence.Totals(number(accepted[2]), 0, 0, 0, 0)));
        return new Accepted(
                judged,
                next,
                time(accepted[1]),
                undecided.stream().map(row -> (UUID) row[0]).toList());
    }

    private static Map<Watermark.Source, Long> decidedNext(List<Object[]> progress) {
        return progress.stream()
                .collect(Collectors.toMap(
                        row -> new Watermark.Source((UUID) row[0], (int) number(row[1])), row -> number(row[2])));
    }

    /** What is older than the limit and not applied. */
    Uni<List<Finding.Overdue>> overdue(Accepted accepted) {
        var limit = Columns.one(settings.limit().toSeconds());
        return snapshot.ask(
                        accepted.judged(), session -> ask(session, accepted.judged(), FirstQuestions.OVERDUE, limit))
                .map(rows -> rows.stream()
                        .map(row -> new Finding.Overdue((UUID) row[0], time(row[1])))
                        .toList());
    }

    /**
     * Everything else, in one snapshot that is taken after all that came before the cut is through.
     *
     * @param told of each answer
     */
    Uni<TableFacts> facts(Accepted accepted, List<InputEnd> ends, Consumer<Progress> told) {
        return snapshot.ask(accepted.judged(), session -> facts(session, accepted, ends, told));
    }

    private static Uni<TableFacts> facts(
            StatelessSession session, Accepted accepted, List<InputEnd> ends, Consumer<Progress> told) {
        var judged = accepted.judged();
        var undecided = Columns.of(accepted.undecided(), UUID::toString);
        var beforeTheCut = columns(ends, accepted);
        return inTurn(
                        List.of(
                                ask(session, judged, Questions.TOTALS, beforeTheCut),
                                Columns.query(session, Questions.STILL_UNDECIDED, undecided),
                                ask(session, judged, Questions.SETTLED, beforeTheCut),
                                ask(session, judged, Questions.PHANTOMS),
                                Columns.query(session, Questions.REPEATED),
                                ask(session, judged, LedgerQuestion.LEDGERS, beforeTheCut),
                                ask(session, judged, Questions.UNTRACED, beforeTheCut),
                                ask(session, judged, Questions.TRACED_TWICE, beforeTheCut),
                                ask(session, judged, Questions.TRACED_BEYOND, beforeTheCut)),
                        told)
                .map(TableFacts::of);
    }

    /** One session takes one question at a time. */
    private static Uni<List<List<Object[]>>> inTurn(List<Uni<List<Object[]>>> questions, Consumer<Progress> told) {
        var answered = new ArrayList<Uni<List<Object[]>>>();
        for (var question : questions) {
            var read = new Progress.Read(answered.size() + 1, questions.size());
            answered.add(question.invoke(() -> told.accept(read)));
        }
        return Uni.join().all(answered).usingConcurrencyOf(1).andFailFast();
    }

    private static Uni<List<Object[]>> ask(StatelessSession session, Watermark judged, String sql, String[]... more) {
        var columns = new ArrayList<>(List.<String[]>of(Columns.one(judged.snapshot())));
        columns.addAll(List.of(more));
        return Columns.query(session, Questions.about(judged, sql), columns.toArray(String[][]::new));
    }

    private static String[][] columns(List<InputEnd> ends, Accepted accepted) {
        return new String[][] {
            Columns.of(ends, InputEnd::topic),
            Columns.of(ends, InputEnd::topicId),
            Columns.of(ends, InputEnd::partition),
            Columns.of(ends, InputEnd::first),
            Columns.of(ends, InputEnd::next),
            Columns.of(ends, accepted.judged()::decidedNext),
            Columns.one(accepted.next().snapshot())
        };
    }

    private static Instant time(Object micros) {
        return Instant.EPOCH.plus(number(micros), ChronoUnit.MICROS);
    }
}
