package semel.decision;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import semel.kafka.StageProgress;
import semel.kafka.TopicsAtStart;
import semel.order.OrderPolicy;
import semel.sql.Attempt;

/**
 * Claims, decides and stores a batch in one database transaction, with a few statements for all its orders. The transaction is
 * committed before the first event is sent.
 *
 * @see "docs/explanation/decisions/0002-decide-then-publish.md"
 */
@Singleton
class DecisionStore {
    private static final Logger LOG = Logger.getLogger(DecisionStore.class);

    private final Mutiny.SessionFactory database;
    private final Vertx vertx;
    private final ProgressTable progress;
    private final Claims claims;
    private final DecisionTable decisions;
    private final StockTable stock = new StockTable();
    private final Decider decider;
    private final DecisionConfig settings;

    DecisionStore(
            Mutiny.SessionFactory database,
            Vertx vertx,
            TopicsAtStart topics,
            OrderPolicy policy,
            DecisionConfig settings) {
        this.database = database;
        this.vertx = vertx;
        this.settings = settings;
        this.progress = new ProgressTable(topics);
        this.claims = new Claims(topics);
        this.decisions = new DecisionTable(topics);
        this.decider = new Decider(policy);
    }

    /**
     * Claims, decides and stores a batch.
     *
     * @return what to publish, the same at every redelivery; fails with {@link BatchRefused} and writes nothing, or fails as the
     *     database does
     */
    Uni<Decided> decideAndStore(Batch batch) {
        return Attempt.within(
                settings.attempt(),
                () -> database.withStatelessTransaction(session -> progress.hold(session, batch)
                                .chain(() -> claims.stored(session, batch))
                                .chain(known -> stock.hold(session, batch).map(ledger -> decide(batch, known, ledger)))
                                .call(decided -> decisions.store(session, batch, decided)))
                        .invoke(DecisionStore::warnOfFailures));
    }

    /** Logs once per batch, so that a policy that always throws does not fill the log. */
    private static void warnOfFailures(Decided decided) {
        if (decided.failure() == null) {
            return;
        }
        var failed = decided.failed();
        var first = failed.get(0);
        LOG.warnf(
                decided.failure(),
                "decision failed id=%s coordinates=%s failed=%s remedy=[fix the policy, then POST /dead-letters/%s/redrive]",
                first.decision().id(),
                first.delivery().at(),
                failed.size(),
                first.delivery().at());
    }

    /** Records that a batch is published, so that lost or moved offsets are noticed later (decision 0008). */
    Uni<Void> notePublished(Batch batch) {
        return beside(session -> progress.published(session, batch));
    }

    /** As {@link ProgressTable#passed}. */
    Uni<Void> notePassed(StageProgress done, long next) {
        return beside(session -> ProgressTable.passed(session, done, next));
    }

    /** Reads how far the topics with these names are decided and published. */
    Uni<List<StageProgress>> known(Collection<String> names) {
        return beside(session -> ProgressTable.known(session, names));
    }

    /** Called on the threads of Kafka's clients, where Hibernate Reactive has no session. */
    private <T> Uni<T> beside(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return Attempt.beside(
                vertx.getOrCreateContext(), settings.attempt(), () -> database.withStatelessSession(work));
    }

    private Decided decide(Batch batch, Claim.KnownIds known, LockedStock ledger) {
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return decider.decide(batch.deliveries(), Claim.of(batch.deliveries(), known), ledger, now);
    }
}
