package semel.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import semel.sql.FreshContext;

/**
 * Audits everything before a cut: gathers evidence from topics and tables, and reports the findings. Stores a watermark of what was
 * clean, so that the next audit starts there, also after a restart.
 *
 * @see "docs/explanation/decisions/0009-the-online-audit-is-incremental.md"
 */
@ApplicationScoped
public class Audit {
    private static final Logger LOG = Logger.getLogger(Audit.class);

    private final TopicEvidence topics;
    private final TableEvidence tables;
    private final StepwiseAudit steps;
    private final WatermarkTable watermarks;
    private final AuditConfig settings;
    private final Vertx vertx;
    private final CoalescingTask<Progress> task = new CoalescingTask<>(this::run);
    private volatile Watermark clean; // null before the first audit

    Audit(
            TopicEvidence topics,
            TableEvidence tables,
            StepwiseAudit steps,
            WatermarkTable watermarks,
            AuditConfig settings,
            Vertx vertx) {
        this.topics = topics;
        this.tables = tables;
        this.steps = steps;
        this.watermarks = watermarks;
        this.settings = settings;
        this.vertx = vertx;
    }

    /** @return the events of an audit whose cut comes after this call; all calls before it begins share it */
    Multi<Progress> ask() {
        return task.next();
    }

    /** @return the verdict of such an audit */
    public Uni<Report> verdict() {
        return ask().collect().last().map(last -> ((Progress.Verdict) last).report());
    }

    private Multi<Progress> run() {
        var here = FreshContext.beside(vertx.getOrCreateContext()); // a request's context may end earlier
        var steps = UnicastProcessor.<Progress>create();
        var verdict = report(steps::onNext, here)
                .runSubscriptionOn(here)
                .<Progress>map(Progress.Verdict::new)
                .onTermination()
                .invoke(steps::onComplete);
        return Multi.createBy().merging().streams(steps, verdict.toMulti());
    }

    private Uni<Report> report(Consumer<Progress> told, Executor here) {
        return clean().chain(tables::begin)
                .chain(accepted -> accepted.stepEnd().isPresent()
                        ? stepwise(accepted, told, here)
                        : look(accepted, List.of(), told, here));
    }

    private Uni<Watermark> clean() {
        return clean == null
                ? watermarks.load().invoke(loaded -> clean = loaded)
                : Uni.createFrom().item(clean);
    }

    private Uni<Report> stepwise(AcceptedAtCut accepted, Consumer<Progress> told, Executor here) {
        return reached(
                accepted,
                here,
                step -> {},
                backlog -> steps.judge(accepted, backlog.inputs(), told, here)
                        .invoke(so -> clean = so.clean())
                        .chain(so -> tables.accepted(so.upTo()).chain(rest -> look(rest, so.suspects(), told, here))));
    }

    private Uni<Report> look(AcceptedAtCut accepted, List<Finding> suspects, Consumer<Progress> told, Executor here) {
        told.accept(new Progress.Cut(accepted.cut()));
        return reached(accepted, here, told, backlog -> judged(accepted, backlog, suspects, told));
    }

    /**
     * This order makes the audit correct under load: read what is accepted; read the inputs' ends; wait until everything before them is
     * decided; read the outputs' ends; wait until everything before them is applied; read the tables in one snapshot.
     *
     * @param judged reads the tables, called if everything is applied in time
     */
    private Uni<Report> reached(
            AcceptedAtCut accepted, Executor here, Consumer<Progress> told, Function<CutBacklog, Uni<Report>> judged) {
        return topics.reach(Instant.now().plus(settings.patience()), told)
                // The admin client answers on its own thread, where Hibernate Reactive has no session.
                .emitOn(here)
                .chain(backlog -> backlog.isReached() ? judged.apply(backlog) : pending(accepted, backlog));
    }

    private Uni<Report> judged(
            AcceptedAtCut accepted, CutBacklog backlog, List<Finding> suspects, Consumer<Progress> told) {
        return tables.facts(accepted, backlog.inputs(), told)
                .chain(facts -> topics.visible(facts.withoutTrace())
                        .map(untraced -> report(accepted, facts, suspects, untraced))
                        .call(report -> remember(report, accepted, facts)));
    }

    private static Report report(
            AcceptedAtCut accepted, TableFacts facts, List<Finding> suspects, List<Finding> untraced) {
        var findings = new ArrayList<>(facts.findings(suspects));
        findings.addAll(untraced);
        return Report.of(accepted, accepted.next().plus(facts.totals()).totals(), findings);
    }

    private Uni<Void> remember(Report report, AcceptedAtCut accepted, TableFacts facts) {
        if (report.verdict() != Report.AuditVerdict.CLEAN) {
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

    private Uni<Report> pending(AcceptedAtCut accepted, CutBacklog backlog) {
        // An open transaction explains overdue orders after it.
        var overdue = backlog.open().isEmpty()
                ? tables.overdue(accepted)
                : Uni.createFrom().item(List.<Finding>of());
        return overdue.map(late -> Report.of(
                accepted,
                accepted.next().totals(),
                Stream.concat(backlog.findings(), late.stream()).toList()));
    }
}
