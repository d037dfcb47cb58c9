package semel.audit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Attempt;
import semel.sql.DatabaseProbe;

/** Runs several queries in one read-only snapshot, with longer time limits than other sessions have. */
@ApplicationScoped
class SnapshotReads {
    /** The time limit of all queries together, as a multiple of the limit of one. */
    private static final int LIMITS = 10;

    private final Mutiny.SessionFactory database;
    private final DatabaseProbe probe;
    private final Duration limit;

    SnapshotReads(Mutiny.SessionFactory database, DatabaseProbe probe, AuditConfig settings) {
        this.database = database;
        this.probe = probe;
        this.limit = settings.reading();
    }

    /** @return fails if there is no answer within {@code semel.sql.answer}, a query exceeds its limit, or all together exceed ten limits */
    <T> Uni<T> ask(Function<StatelessSession, Uni<T>> questions) {
        return probe.answers()
                .chain(() -> Attempt.within(
                        limit.multipliedBy(LIMITS),
                        () -> database.withStatelessTransaction(
                                session -> begin(session).chain(() -> questions.apply(session)))));
    }

    private Uni<Integer> begin(StatelessSession session) {
        return set(session, "transaction isolation level repeatable read, read only")
                .chain(() -> set(session, "local statement_timeout = " + limit.toMillis()))
                // PostgreSQL can disable transaction_timeout in a running transaction, but cannot change it.
                .chain(() -> unbounded(session))
                // New rows must be found by index, also in a table that grew since it was analyzed.
                .chain(() -> set(session, "local enable_seqscan = off"));
    }

    // Only PostgreSQL 17 and newer has this setting.
    private static Uni<Object> unbounded(StatelessSession session) {
        return session.createNativeQuery(
                        "select count(set_config(name, '0', true)) from pg_settings where name = 'transaction_timeout'",
                        Object.class)
                .getSingleResult();
    }

    private static Uni<Integer> set(StatelessSession session, String setting) {
        return session.createNativeQuery("set " + setting).executeUpdate();
    }
}
