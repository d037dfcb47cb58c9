package semel.audit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Audits a history that is too long for one reading, in steps of database transactions. Each step runs the queries of the final reading,
 * except those of the ledgers. Each clean step is stored, so an interrupted audit repeats one step only.
 *
 * @see "docs/explanation/decisions/0009-the-online-audit-is-incremental.md"
 */
@ApplicationScoped
class StepwiseAudit {
    private final StepEvidence tables;
    private final TopicEvidence topics;
    private final WatermarkTable watermarks;

    StepwiseAudit(StepEvidence tables, TopicEvidence topics, WatermarkTable watermarks) {
        this.tables = tables;
        this.topics = topics;
        this.watermarks = watermarks;
    }

    /**
     * @param upTo the watermark of all steps so far
     * @param clean the watermark before the first suspect
     * @param suspects findings of the steps
     */
    record Judged(Watermark upTo, Watermark clean, List<Finding> suspects) {
        static Judged of(Watermark watermark) {
            return new Judged(watermark, watermark, List.of());
        }

        private Judged plus(StepEvidence.Step step) {
            var all = step.facts().findings(suspects);
            return new Judged(step.next(), all.isEmpty() ? step.next() : clean, all);
        }
    }

    /**
     * @param accepted was read before the inputs' ends; has the end of the first step
     * @param ends inputs' ends that the groups have reached
     * @param here runs the queries
     * @return the result up to the last full step, or up to a step in which a record has no trace or several. Such a record is left to the
     *     final reading, because transactions need not begin in the order of their records
     */
    Uni<Judged> judge(AcceptedAtCut accepted, List<InputEnd> ends, Consumer<Progress> told, Executor here) {
        var cut = accepted.next().snapshot();
        var first = SnapshotText.shownAllBelow(accepted.judged().snapshot());
        var last = SnapshotText.shownAllBelow(cut);
        return judge(
                Judged.of(accepted.judged()),
                accepted.stepEnd(),
                cut,
                ends,
                judged -> told.accept(new Progress.History(judged - first, last - first)),
                here);
    }

    private Uni<Judged> judge(
            Judged so, Optional<Long> stepEnd, String cut, List<InputEnd> ends, Consumer<Long> told, Executor here) {
        var end = stepEnd.map(transaction ->
                Math.max(transaction, SnapshotText.shownNoneFrom(so.upTo().snapshot()) + 1));
        if (end.isEmpty() || end.get() > SnapshotText.shownAllBelow(cut)) {
            return Uni.createFrom().item(so);
        }
        return tables.step(so.upTo(), end.get(), cut, ends)
                .chain(step -> topics.visible(step.facts().withoutTrace())
                        .emitOn(here)
                        .chain(untraced -> untraced.isEmpty() && step.facts().isTracedOnce()
                                ? remembered(so, so.plus(step))
                                        .invoke(() -> told.accept(end.get()))
                                        .chain(next -> judge(next, step.nextEnd(), cut, ends, told, here))
                                : Uni.createFrom().item(so)));
    }

    private Uni<Judged> remembered(Judged before, Judged after) {
        return after.clean() == before.clean()
                ? Uni.createFrom().item(after)
                : watermarks.store(after.clean()).replaceWith(after);
    }
}
