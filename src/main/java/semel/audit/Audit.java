package semel.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import semel.sql.FreshContext;

/**
 * Gathers the evidence behind a cut and has it examined. What was clean once is remembered, also over a restart.
 *
 * @see "docs/explanation/decisions/0009-the-online-audit-is-incremental.md"
 */
@ApplicationScoped
class Audit {
    private static final Logger LOG = Logger.getLogger(Audit.class);

    private final TopicEvidence topics;
    private final TableEvidence tables;
    private final History history;
    private final WatermarkTable watermarks;
    private final AuditSettings settings;
    private final Vertx vertx;
    private final Turns<Progress> turns = new Turns<>(this::run);
    private volatile Watermark clean; // null before the first audit

    Audit(
            TopicEvidence topics,
            TableEvidence tables,
            History history,
            WatermarkTable watermarks,
            AuditSettings settings,
            Vertx vertx) {
        this.topics = topics;
        this.tables = tables;
        this.history = history;
        this.watermarks = watermarks;
        this.settings = settings;
        this.vertx = vertx;
    }

    /** @return an audit whose cut comes after this call, from its first step to its verdict; shared by all who ask meanwhile */
    Multi<Progress> ask() {
        return turns.next();
    }

    private Multi<Progress> run() {
        var here = FreshContext.beside(vertx.getOrCreateContext()); // that of a request may end before
        var steps = UnicastProcessor.<Progress>create();
        var verdict = report(steps::onNext, here)
                .runSubscriptionOn(here)
                .<Progress>map(Progress.Verdict::new)
                .onTermination()
                .invoke(steps::onComplete);
        return Multi.createBy().merging().streams(steps, verdict.toMulti());
    }

    private Uni<Report> report(Consumer<Progress> told, Executor here) {
        return clean().chain(tables::valid)
                .chain(judged -> history.isLong(judged)
                        .chain(isLong ->
                                isLong ? stepwise(judged, told, here) : look(judged, TableFacts.NONE, told, here)));
    }

    private Uni<Watermark> clean() {
        return clean == null
                ? watermarks.load().invoke(loaded -> clean = loaded)
                : Uni.createFrom().item(clean);
    }

    private Uni<Report> stepwise(Watermark judged, Consumer<Progress> told, Executor here) {
        return reached(
                history.cut(judged),
                here,
                step -> {},
                (cut, reach) -> history.judge(judged, cut.next().snapshot(), reach.inputs(), told, here)
                        .invoke(so -> clean = so.clean())
                        .chain(so -> look(so.upTo(), so.suspects(), told, here)));
    }

    private Uni<Report> look(Watermark judged, TableFacts suspects, Consumer<Progress> told, Executor here) {
        return reached(
                tables.accepted(judged).invoke(accepted -> told.accept(new Progress.Cut(accepted.cut()))),
                here,
                told,
                (accepted, reach) -> judged(accepted, reach, suspects, told));
    }

    /**
     * The order is what makes it right under load: what is accepted, then the inputs' ends, then everything before them
     * decided, then the outputs' last stable offsets, then everything before them applied, then one look at the tables.
     *
     * @param judged what follows if everything accepted is applied in time
     */
    private Uni<Report> reached(
            Uni<Accepted> accepted,
            Executor here,
            Consumer<Progress> told,
            BiFunction<Accepted, Reach, Uni<Report>> judged) {
        var deadline = Instant.now().plus(settings.patience());
        return accepted.chain(cut -> topics.reach(deadline, told)
                // The admin client answers on its own thread, where Hibernate Reactive has no session.
                .emitOn(here)
                .chain(reach -> reach.isReached() ? judged.apply(cut, reach) : pending(cut, reach)));
    }

    private Uni<Report> judged(Accepted accepted, Reach reach, TableFacts suspects, Consumer<Progress> told) {
        return tables.facts(accepted, reach.inputs(), told)
                .chain(facts -> topics.visible(facts.withoutTrace())
                        .map(untraced ->
                                Examination.examine(facts.plus(suspects).with(accepted, untraced)))
                        .call(report -> remember(report, accepted, facts)));
    }

    private Uni<Void> remember(Report report, Accepted accepted, TableFacts facts) {
        if (report.verdict() != Report.Verdict.CLEAN) {
            return Uni.createFrom().voidItem();
        }
        clean = accepted.next().plus(facts.remembered());
        return watermarks
                .store(clean)
                .onFailure()
                .invoke(failure -> LOG.warnf("watermark not stored reason=[%s]", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Report> pending(Accepted accepted, Reach reach) {
        // An open transaction explains what is overdue after it.
        var overdue = reach.open().isEmpty()
                ? tables.overdue(accepted)
                : Uni.createFrom().item(List.<Finding.Overdue>of());
        return overdue.map(late -> Examination.examine(Evidence.pending(accepted, reach, late)));
    }
}
