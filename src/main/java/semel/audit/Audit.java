package semel.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;

/** Gathers the evidence behind a cut and has it examined. */
@ApplicationScoped
class Audit {
    private final TopicEvidence topics;
    private final TableEvidence tables;
    private final AuditSettings settings;

    Audit(TopicEvidence topics, TableEvidence tables, AuditSettings settings) {
        this.topics = topics;
        this.tables = tables;
        this.settings = settings;
    }

    /**
     * The order is what makes it right under load: what is accepted, then the inputs' ends, then everything before them
     * decided, then the outputs' last stable offsets, then everything before them applied, then one look at the tables.
     */
    Uni<Report> report() {
        var here = onTheContextOf(Vertx.currentContext());
        return tables.accepted().chain(accepted -> evidence(accepted, here)).map(Examination::examine);
    }

    private Uni<Evidence> evidence(Accepted accepted, Executor here) {
        return topics.reach(Instant.now().plus(settings.patience()))
                // The admin client answers on its own thread, where Hibernate Reactive has no session.
                .emitOn(here)
                .chain(reach -> reach.isReached() ? judged(accepted, reach) : pending(accepted, reach));
    }

    private Uni<Evidence> judged(Accepted accepted, Reach reach) {
        return tables.facts(accepted, reach.inputs())
                .chain(facts -> topics.visible(facts.withoutTrace()).map(untraced -> facts.with(accepted, untraced)));
    }

    private static Uni<Evidence> pending(Accepted accepted, Reach reach) {
        var none = new Evidence.Totals(accepted.orders(), 0, 0, 0, 0);
        return Uni.createFrom()
                .item(new Evidence(
                        accepted.since(),
                        accepted.cut(),
                        none,
                        reach.behind(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static Executor onTheContextOf(Context context) {
        return task -> context.runOnContext(ignored -> task.run());
    }
}
