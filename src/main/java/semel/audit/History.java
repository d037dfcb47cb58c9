package semel.audit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Judges a history that is too long for one look, in steps from transaction to transaction. Each step asks what the look at the end asks,
 * but of the ledgers. It is remembered, so that an audit which is interrupted costs one step.
 *
 * @see "docs/explanation/decisions/0009-the-online-audit-is-incremental.md"
 */
@ApplicationScoped
class History {
    private final HistoryEvidence tables;
    private final TopicEvidence topics;
    private final WatermarkTable watermarks;

    History(HistoryEvidence tables, TopicEvidence topics, WatermarkTable watermarks) {
        this.tables = tables;
        this.topics = topics;
        this.watermarks = watermarks;
    }

    /**
     * @param upTo what need not be looked at again in this audit
     * @param clean the part of it before the first suspect
     * @param suspects of the steps
     */
    record Judged(Watermark upTo, Watermark clean, TableFacts suspects) {
        static Judged of(Watermark watermark) {
            return new Judged(watermark, watermark, TableFacts.NONE);
        }

        private Judged plus(HistoryEvidence.Step step) {
            var all = suspects.plus(step.facts());
            return new Judged(step.next(), all.hasSuspects() ? clean : step.next(), all);
        }
    }

    /** Only where the tables are now, without a look at what is accepted. */
    Uni<Accepted> cut(Watermark judged) {
        return tables.cut(judged);
    }

    /** @return whether there is more than one look should read */
    Uni<Boolean> isLong(Watermark judged) {
        return tables.stepEnd(judged).map(Optional::isPresent);
    }

    /**
     * @param cut a snapshot taken before the inputs' ends, which everything has reached meanwhile
     * @param here where the tables are asked
     * @return judged up to a step from there, or up to where something lacks its trace or has two: that is left to the look at the end, as
     *     nothing promises that transactions began in the order of their records
     */
    Uni<Judged> judge(Watermark from, String cut, List<InputEnd> ends, Consumer<Progress> told, Executor here) {
        var first = Snapshots.shownAllBelow(from.snapshot());
        var end = Snapshots.shownAllBelow(cut);
        return judge(
                Judged.of(from),
                cut,
                ends,
                judged -> told.accept(new Progress.History(judged - first, end - first)),
                here);
    }

    private Uni<Judged> judge(Judged so, String cut, List<InputEnd> ends, Consumer<Long> told, Executor here) {
        return tables.stepEnd(so.upTo()).chain(found -> {
            var end = found.map(transaction ->
                    Math.max(transaction, Snapshots.shownNoneFrom(so.upTo().snapshot()) + 1));
            if (end.isEmpty() || end.get() > Snapshots.shownAllBelow(cut)) {
                return Uni.createFrom().item(so);
            }
            return tables.step(so.upTo(), end.get(), cut, ends)
                    .chain(step -> topics.visible(step.facts().withoutTrace())
                            .emitOn(here)
                            .chain(untraced ->
                                    untraced.isEmpty() && step.facts().isTracedOnce()
                                            ? remembered(so, so.plus(step))
                                                    .invoke(() -> told.accept(end.get()))
                                                    .chain(next -> judge(next, cut, ends, told, here))
                                            : Uni.createFrom().item(so)));
        });
    }

    private Uni<Judged> remembered(Judged before, Judged after) {
        return after.clean() == before.clean()
                ? Uni.createFrom().item(after)
                : watermarks.store(after.clean()).replaceWith(after);
    }
}
