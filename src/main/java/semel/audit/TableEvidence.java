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
 * Reads the tables' evidence for everything written since a watermark, with few set-based queries in one REPEATABLE READ snapshot.
 *
 * @see "docs/explanation/decisions/0009-the-online-audit-is-incremental.md"
 */
@ApplicationScoped
class TableEvidence {
    /** Movements that one query of ledgers reads, as a multiple of the step. */
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
     * Reads what is accepted now. Must be called before the inputs' ends are read: everything acknowledged in this snapshot is then below
     * them. Returns the undecided ids, which {@link #facts} looks up again: so the cut depends on no clock, and acknowledged_at is written
     * late.
     *
     * @param judged the last watermark; dropped if rows were changed or deleted since
     */
    Uni<AcceptedAtCut> accepted(Watermark judged) {
        return snapshot.ask(session -> valid(session, judged).chain(valid -> accepted(session, valid)));
    }

    /** As {@link #accepted}; if one reading would be too long, returns only the end of the first step. */
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

    /** @return orders and receipts that are older than {@code semel.audit.limit} and not applied */
    Uni<List<Finding>> overdue(AcceptedAtCut accepted) {
        var limit = Columns.one(settings.limit().toSeconds());
        return snapshot.ask(session -> ask(session, since(accepted.judged()), BeforeCutQueries.OVERDUE, limit))
                .map(rows -> rows.stream().map(TableFacts::finding).toList());
    }

    /**
     * Runs all other queries, in one snapshot. Must be called after everything before the cut is applied.
     *
     * @param told gets an event for each answer
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
                                Columns.query(session, EvidenceQueries.ERASED),
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
