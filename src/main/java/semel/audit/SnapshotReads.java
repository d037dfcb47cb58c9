package semel.audit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Attempt;
import semel.sql.DatabaseProbe;

/** Several questions to the tables as they are at one moment, each with more time than everybody else has. */
@ApplicationScoped
class SnapshotReads {
    private static final int QUESTIONS = 10;

    private final Mutiny.SessionFactory database;
    private final DatabaseProbe probe;
    private final Duration limit;

    SnapshotReads(Mutiny.SessionFactory database, DatabaseProbe probe, AuditConfig settings) {
        this.database = database;
        this.probe = probe;
        this.limit = settings.reading();
    }

    /** @return fails soon if the database does not answer, if a question takes longer than its limit, or all of them longer than ten times that */
    <T> Uni<T> ask(Function<StatelessSession, Uni<T>> questions) {
        return probe.answers()
                .chain(() -> Attempt.within(
                        limit.multipliedBy(QUESTIONS),
                        () -> database.withStatelessTransaction(
                                session -> begin(session).chain(() -> questions.apply(session)))));
    }

    private Uni<Integer> begin(StatelessSession session) {
        return set(session, "transaction isolation level repeatable read, read only")
                .chain(() -> set(session, "local statement_timeout = " + limit.toMillis()))
                // The server lifts the limit of a transaction that runs, but does not put another one in its place.
                .chain(() -> unbounded(session))
                // What is new is found by index, also in a table that was not analyzed since it grew.
                .chain(() -> set(session, "local enable_seqscan = off"));
    }

    // Where the server knows it: since PostgreSQL 17.
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
