package semel.audit;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Columns;

/**
 * What the tables say, in few set-based questions, each by a full read: good enough by hand and in tests; for a question every
 * minute over millions of orders it must become incremental. Everything is judged in one REPEATABLE READ snapshot.
 */
@ApplicationScoped
class TableEvidence {
    private final Mutiny.SessionFactory database;
    private final AuditSettings settings;

    TableEvidence(Mutiny.SessionFactory database, AuditSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * What is accepted now. Ask before the inputs' ends are taken: whatever is acknowledged in this snapshot then stands below
     * them. The ids that lack a decision are named here and looked for again at the end, so no clock decides what came before
     * the cut: replicas' clocks differ, and acknowledged_at is written after the fact.
     */
    Uni<Accepted> accepted() {
        return inSnapshot(session -> Columns.query(session, Questions.ACCEPTED)
                .chain(accepted -> Columns.query(session, Questions.UNDECIDED)
                        .map(undecided -> accepted(accepted.get(0), undecided))));
    }

    private static Accepted accepted(Object[] accepted, List<Object[]> undecided) {
        return new Accepted(
                time(accepted[0]),
                time(accepted[1]),
                number(accepted[2]),
                undecided.stream().map(row -> (UUID) row[0]).toList());
    }

    /** Everything else, in one snapshot that is taken after all that came before the cut is through. */
    Uni<TableFacts> facts(Accepted accepted, List<InputEnd> ends) {
        return inSnapshot(session -> facts(session, accepted, ends));
    }

    private static Uni<TableFacts> facts(StatelessSession session, Accepted accepted, List<InputEnd> ends) {
        // One session takes one question at a time.
        return Uni.join()
                .all(
                        rows(session, Questions.TOTALS, ends),
                        undecided(session, accepted),
                        rows(session, Questions.SETTLED, ends),
                        Columns.query(session, Questions.PHANTOMS),
                        Columns.query(session, Questions.REPEATED),
                        Columns.query(session, Questions.LEDGERS),
                        rows(session, Questions.UNTRACED, ends),
                        rows(session, Questions.TRACED_TWICE, ends),
                        rows(session, Questions.TRACED_BEYOND, ends))
                .usingConcurrencyOf(1)
                .andFailFast()
                .map(TableFacts::of);
    }

    private static Uni<List<Object[]>> undecided(StatelessSession session, Accepted accepted) {
        return Columns.query(session, Questions.STILL_UNDECIDED, Columns.of(accepted.undecided(), UUID::toString));
    }

    private static Uni<List<Object[]>> rows(StatelessSession session, String sql, List<InputEnd> ends) {
        return Columns.query(
                session,
                sql,
                Columns.of(ends, InputEnd::topic),
                Columns.of(ends, InputEnd::topicId),
                Columns.of(ends, InputEnd::partition),
                Columns.of(ends, InputEnd::first),
                Columns.of(ends, InputEnd::next));
    }

    private <T> Uni<T> inSnapshot(Function<StatelessSession, Uni<T>> questions) {
        return database.withStatelessTransaction(session -> begin(session).chain(() -> questions.apply(session)));
    }

    private Uni<Integer> begin(StatelessSession session) {
        var limit = settings.reading().toMillis();
        return session.createNativeQuery("set transaction isolation level repeatable read, read only")
                .executeUpdate()
                .chain(() -> session.createNativeQuery("set local statement_timeout = " + limit)
                        .executeUpdate())
                .chain(() -> session.createNativeQuery("set local transaction_timeout = " + 10 * limit)
                        .executeUpdate());
    }

    private static Instant time(Object micros) {
        return Instant.EPOCH.plus(number(micros), ChronoUnit.MICROS);
    }
}
