package semel.audit;

import static semel.audit.QueryRunner.ask;
import static semel.audit.QueryRunner.columns;
import static semel.audit.QueryRunner.decidedNext;
import static semel.audit.QueryRunner.inTurn;
import static semel.audit.QueryRunner.since;
import static semel.audit.QueryRunner.time;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    /** Of one question about ledgers, for each decision of a step. */
    private static final int MOVEMENTS = 20;

    private final SnapshotReads snapshot;
    private final StepEvidence steps;
    private final AuditConfig settings;

    TableEvidence(SnapshotReads snapshot, StepEvidence steps, AuditConfig settings) {
        this.snapshot = snapshot;
        this.steps = steps;
        this.settings = settings;
    }

    /**
     * What is accepted now. Ask before the inputs' ends are taken: whatever is acknowledged in this snapshot then stands below
     * them. The ids that lack a decision are named here and looked for again at the end, so no clock decides what came before
     * the cut: acknowledged_at is written after the fact.
     *
     * @param judged what need not be looked at again, unless something was changed or deleted since
     */
    Uni<AcceptedAtCut> accepted(Watermark judged) {
        return snapshot.ask(session -> valid(session, judged).chain(valid -> accepted(session, valid)));
    }

    /** As {@link #accepted}; but where more than one look should read was written since, only where a first step ends. */
    Uni<AcceptedAtCut> begin(Watermark judged) {
        return snapshot.ask(session -> valid(session, judged)
                .chain(valid -> steps.end(session, valid)
                        .chain(end -> end.isEmpty() ? accepted(session, valid) : cut(session, valid, end))));
    }

    private static Uni<Watermark> valid(StatelessSession session, Watermark judged) {
        return Columns.query(session, BeforeCutQueries.CHANGES)
                .map(rows -> judged.ifStill(QueryRunner.beginning(rows.get(0))));
    }

    private static Uni<AcceptedAtCut> accepted(StatelessSession session, Watermark judged) {
        return inTurn(
                        List.of(
                                ask(session, since(judged), BeforeCutQueries.ACCEPTED),
                                ask(session, since(judged), BeforeCutQueries.UNDECIDED),
                                Columns.query(session, BeforeCutQueries.PROGRESS)),
                        answered -> {})
                .map(answers -> {
                    var now = answers.get(0).get(0);
                    var shown = (String) now[3];
                    return new AcceptedAtCut(
                            judged,
                            QueryRunner.next(judged, shown, decidedNext(answers.get(2)), now, shown),
                            time(now[1]),
                            answers.get(1).stream().map(row -> (String) row[1]).toList(),
                            Optional.empty());
                });
    }

    private static Uni<AcceptedAtCut> cut(StatelessSession session, Watermark judged, Optional<Long> stepEnd) {
        return Columns.query(session, StepQueries.CUT).map(rows -> rows.get(0)).map(now -> {
            var next = QueryRunner.next(judged, (String) now[3], judged.decidedNext(), now, judged.ledgers());
            return new AcceptedAtCut(judged, next, time(now[1]), List.of(), stepEnd);
        });
    }

    /** What is older than the limit and not applied. */
    Uni<List<Finding>> overdue(AcceptedAtCut accepted) {
        var limit = Columns.one(settings.limit().toSeconds());
        return snapshot.ask(session -> ask(session, since(accepted.judged()), BeforeCutQueries.OVERDUE, limit))
                .map(rows -> rows.stream().map(TableFacts::finding).toList());
    }

    /**
     * Everything else, in one snapshot that is taken after all that came before the cut is through.
     *
     * @param told of each answer
     */
    Uni<TableFacts> facts(AcceptedAtCut accepted, List<InputEnd> ends, Consumer<Progress> told) {
        return snapshot.ask(session -> facts(session, accepted, ends, told));
    }

    private Uni<TableFacts> facts(
            StatelessSession session, AcceptedAtCut accepted, List<InputEnd> ends, Consumer<Progress> told) {
        var judged = accepted.judged();
        var since = since(judged);
        var undecided = Columns.of(accepted.undecided(), id -> id);
        var beforeTheCut = columns(ends, judged, accepted.next().snapshot());
        return inTurn(
                        List.of(
                                ask(session, since, EvidenceQueries.TOTALS, beforeTheCut),
                                ask(session, since, EvidenceQueries.UNTRACED, beforeTheCut),
                                Columns.query(session, EvidenceQueries.STILL_UNDECIDED, undecided),
                                ask(session, since, EvidenceQueries.SETTLED, beforeTheCut),
                                ask(session, since, EvidenceQueries.PHANTOMS),
                                Columns.query(session, EvidenceQueries.REPEATED),
                                ledgers(session, judged, beforeTheCut),
                                ask(session, since, EvidenceQueries.TRACED_TWICE, beforeTheCut),
                                ask(session, since, EvidenceQueries.TRACED_BEYOND, beforeTheCut)),
                        told)
                .map(TableFacts::of);
    }

    private Uni<List<Object[]>> ledgers(StatelessSession session, Watermark judged, String[][] beforeTheCut) {
        var since = new String[] {judged.ledgers(), SnapshotText.ALL};
        if (!judged.hasNoLedgers()) {
            return ask(session, since, LedgerQuery.MOVED, beforeTheCut);
        }
        return Columns.query(session, LedgerQuery.DIVISION, Columns.one((long) MOVEMENTS * settings.step()))
                .chain(products -> Multi.createFrom()
                        .range(0, Math.max(1, products.size()))
                        .onItem()
                        .transformToUniAndConcatenate(part -> {
                            var columns = Arrays.copyOf(beforeTheCut, beforeTheCut.length + 1);
                            var from = part == 0 ? "" : products.get(part)[0];
                            var last = part + 1 >= products.size();
                            columns[beforeTheCut.length] = Columns.of(
                                    last ? List.of(from) : List.of(from, products.get(part + 1)[0]), it -> it);
                            return ask(session, since, last ? LedgerQuery.FROM : LedgerQuery.FROM_TO, columns);
                        })
                        .collect()
                        .asList()
                        .map(parts -> parts.stream().flatMap(List::stream).toList()));
    }
}
