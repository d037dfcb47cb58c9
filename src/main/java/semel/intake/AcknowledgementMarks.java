package semel.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import semel.kafka.Outage;
import semel.sql.Attempt;
import semel.sql.CallersContext;

/**
 * Marks rows as acknowledged. Audits do not check a row without its mark, so only a marked row is answered 202.
 *
 * @see "docs/explanation/decisions/0023-what-is-accepted-is-decided-and-judged.md"
 */
@Startup // registers its meters before the first post
@ApplicationScoped
class AcknowledgementMarks {
    /** At most this many unmarked ids are kept in memory; the database finds the others by their decisions. */
    static final int MAX_OWED = 100_000;

    private static final StatementQueue.Limits LIMITS = new StatementQueue.Limits(1_000, Long.MAX_VALUE);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final ReceivedTable received;
    private final IntakeConfig settings;
    private final SharedStatement<UUID, UUID> shared;
    private final Outage marking;
    private final Set<UUID> owed = ConcurrentHashMap.newKeySet();

    AcknowledgementMarks(ReceivedTable received, IntakeConfig settings, MeterRegistry registry) {
        this.received = received;
        this.settings = settings;
        this.shared = new SharedStatement<>("mark", LIMITS, settings.databaseWithin(), registry, this::mark);
        this.marking = new Outage("marking posts as acknowledged", settings.reminder());
    }

    /**
     * Marks the rows, with retries for {@code semel.intake.database-within}.
     *
     * @param ids that the broker acknowledged
     * @return on the caller's context; fails if marks may be missing: {@link #owed} then has the ids
     */
    Uni<Void> stand(List<UUID> ids) {
        if (owed.size() < MAX_OWED) {
            owed.addAll(ids);
        }
        return attempt(ids)
                .onFailure(failure -> !(failure instanceof TimeoutException))
                .recoverWithUni(() -> retried(settings.databaseWithin(), () -> attempt(ids)))
                .invoke(() -> {
                    ids.forEach(owed::remove);
                    marking.over();
                })
                .onFailure()
                .invoke(marking::failed);
    }

    private Uni<Void> attempt(List<UUID> ids) {
        return shared.run(ids, null, 0).replaceWithVoid();
    }

    private Uni<List<UUID>> mark(List<UUID> ids) {
        return received.markAcknowledged(ids).replaceWith(ids);
    }

    /** @return on the caller's context; patience limits each attempt, and all of them together */
    static Uni<Void> retried(Duration patience, Supplier<Uni<? extends Void>> mark) {
        var context = Vertx.currentContext();
        var here = CallersContext.here();
        return Uni.createFrom()
                .<Void>deferred(() -> Attempt.beside(context, patience, mark))
                .runSubscriptionOn(here) // a pause ends on another thread
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(patience.toMillis())
                .emitOn(here);
    }

    /** The acknowledged ids whose mark may be missing. */
    List<UUID> owed() {
        return List.copyOf(owed);
    }
}
