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
     * @param upTo what need not be looked at again in this audit
     * @param clean the part of it before the first suspect
     * @param suspects of the steps
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
     * @param accepted a snapshot taken before the inputs' ends, which everything has reached meanwhile, and where the first step ends
     * @param here where the tables are asked
     * @return judged up to a step from there, or up to where something lacks its trace or has two: that is left to the look at the end, as
     *     nothing promises that transactions began in the order of their records
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
