package semel.audit;

import static semel.audit.QueryRunner.ask;
import static semel.audit.QueryRunner.columns;
import static semel.audit.QueryRunner.inTurn;
import static semel.audit.QueryRunner.since;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Columns;

/** Reads from the tables the evidence for one step: a part of a long history, between two transaction ids. */
@ApplicationScoped
class StepEvidence {
    private final SnapshotReads snapshot;
    private final AuditConfig settings;

    StepEvidence(SnapshotReads snapshot, AuditConfig settings) {
        this.snapshot = snapshot;
        this.settings = settings;
    }

    /** @return the exclusive end of the step after this watermark; empty if the rest is at most one step */
    Uni<Optional<Long>> end(StatelessSession session, Watermark from) {
        return ask(session, since(from), StepQueries.STEP_END, Columns.one(settings.step()))
                .map(rows -> rows.stream().findFirst().map(row -> Long.valueOf((String) row[0])));
    }

    /**
     * @param next the watermark after this step, if the facts are clean
     * @param nextEnd the exclusive end of the next step
     */
    record Step(Watermark next, TableFacts facts, Optional<Long> nextEnd) {}

    /**
     * Reads what the transactions between a watermark and an end wrote. All of them must have ended.
     *
     * @param end a transaction id, exclusive
     * @param cut a snapshot taken before the inputs' ends were read
     * @param ends the groups have reached them since
     */
    Uni<Step> step(Watermark from, long end, String cut, List<InputEnd> ends) {
        var between = new String[] {from.snapshot(), SnapshotText.shownBelow(end)};
        return snapshot.ask(session -> ask(session, between, StepQueries.DECIDED_NEXT, columns(ends, from, cut))
                .map(QueryRunner::decidedNext)
                .chain(decided -> {
                    var decidedNext = new HashMap<>(from.decidedNext());
                    decidedNext.putAll(decided);
                    return step(session, from, between, decidedNext, columns(upTo(decidedNext, ends), from, cut));
                }));
    }

    private static List<InputEnd> upTo(Map<Watermark.InputId, Long> decidedNext, List<InputEnd> ends) {
        return ends.stream()
                .map(end -> new InputEnd(
                        end.topic(),
                        end.topicId(),
                        end.partition(),
                        end.first(),
                        decidedNext.getOrDefault(new Watermark.InputId(end.topicId(), end.partition()), 0L)))
                .toList();
    }

    private Uni<Step> step(
            StatelessSession session,
            Watermark from,
            String[] between,
            Map<Watermark.InputId, Long> decidedNext,
            String[][] beforeTheEnd) {
        return inTurn(
                        List.of(
                                ask(session, between, EvidenceQueries.TOTALS, beforeTheEnd),
                                ask(session, between, EvidenceQueries.UNTRACED, beforeTheEnd),
                                ask(session, between, BeforeCutQueries.UNDECIDED),
                                ask(session, between, EvidenceQueries.SETTLED, beforeTheEnd),
                                ask(session, between, EvidenceQueries.PHANTOMS),
                                ask(session, between, EvidenceQueries.TRACED_TWICE, beforeTheEnd),
                                ask(session, between, EvidenceQueries.TRACED_BEYOND, beforeTheEnd)),
                        answered -> {})
                .map(TableFacts::of)
                .chain(facts -> ask(session, between, BeforeCutQueries.ACCEPTED)
                        .map(accepted ->
                                QueryRunner.next(from, between[1], decidedNext, accepted.get(0), from.ledgers()))
                        .chain(next -> end(session, next)
                                .map(nextEnd -> new Step(next.plus(facts.totals()), facts, nextEnd))));
    }
}
