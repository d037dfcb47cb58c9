package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.kafka.Coordinates;
import semel.kafka.TopicsAtStart;
import semel.sql.CallersContext;
import semel.sql.Columns;

/** Reads and writes the table {@code redrive}. Each statement is a transaction of its own, committed when the Uni has its item. */
@ApplicationScoped
class RedriveTable {
    // Only published records: one that is only decided may be delivered again, and must find its decision unchanged.
    // And no record that intake did not accept: its copy would be a dead letter again.
    private static final String ENTER = """
            insert into redrive (topic_id, partition, record_offset, requested_at)
            select l.topic_id, l.partition, l.record_offset, '-infinity'
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(topic_id, partition, record_offset)
            join dead_letter l on l.topic_id = cast(u.topic_id as uuid) and l.partition = cast(u.partition as int)
              and l.record_offset = cast(u.record_offset as bigint)
            join progress p on p.topic_id = l.topic_id and p.partition = l.partition and p.published_next > l.record_offset
            where l.reason not in ('not-as-accepted', 'older-than-horizon')
            on conflict (topic_id, partition, record_offset) do update set requested_at = redrive.requested_at
            returning partition, copy_offset
            """;

    // Of concurrent requests one matches the row; the others wait for its commit and then match nothing.
    private static final String TAKE = """
            update redrive set requested_at = now()
            where topic_id = cast((cast(?1 as text[]))[1] as uuid) and partition = cast((cast(?2 as text[]))[1] as int)
              and record_offset = cast((cast(?3 as text[]))[1] as bigint) and acknowledged_at is null
              and requested_at < now() - make_interval(secs => cast((cast(?4 as text[]))[1] as double precision))
            returning record_offset
            """;

    private static final String GIVE_BACK = """
            update redrive set requested_at = '-infinity'
            where topic_id = cast((cast(?1 as text[]))[1] as uuid) and partition = cast((cast(?2 as text[]))[1] as int)
              and record_offset = cast((cast(?3 as text[]))[1] as bigint) and acknowledged_at is null
            """;

    private static final String ACKNOWLEDGED = """
            update redrive r set acknowledged_at = now(), copy_offset = cast(u.copy_offset as bigint)
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]))
                 u(topic_id, partition, record_offset, copy_offset)
            where r.topic_id = cast(u.topic_id as uuid) and r.partition = cast(u.partition as int)
              and r.record_offset = cast(u.record_offset as bigint) and r.acknowledged_at is null
            """;

    private final Mutiny.SessionFactory sessions;
    private final TopicsAtStart topics;
    private final IntakeConfig settings;

    RedriveTable(Mutiny.SessionFactory sessions, TopicsAtStart topics, IntakeConfig settings) {
        this.sessions = sessions;
        this.topics = topics;
        this.settings = settings;
    }

    /** @param copyOffset of the acknowledged copy, empty if none is known */
    record RedriveEntry(OptionalLong copyOffset) {}

    /** @return empty if these coordinates have no dead letter that may be redriven */
    Uni<Optional<RedriveEntry>> enter(Coordinates dead) {
        return withTimeout(session -> Columns.query(
                        session, ENTER, topicId(dead), Columns.one(dead.partition()), Columns.one(dead.offset())))
                .map(rows -> rows.stream().findFirst().map(RedriveTable::entry));
    }

    private <T> Uni<T> withTimeout(Function<StatelessSession, Uni<T>> query) {
        return sessions.withStatelessSession(query)
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail()
                .emitOn(CallersContext.here()); // the timer's thread has no Vert.x context
    }

    private static RedriveEntry entry(Object[] row) {
        return new RedriveEntry(row[1] == null ? OptionalLong.empty() : OptionalLong.of(Columns.number(row[1])));
    }

    /**
     * Reserves the redrive for this request, for as long as a request may take.
     *
     * @return false if another request has reserved it or has sent the copy
     */
    Uni<Boolean> take(Coordinates dead) {
        return withTimeout(session -> Columns.query(
                        session,
                        TAKE,
                        topicId(dead),
                        Columns.one(dead.partition()),
                        Columns.one(dead.offset()),
                        Columns.one(settings.exchangedWithin().toMillis() / 1000.0)))
                .map(taken -> !taken.isEmpty());
    }

    /** Ends the reservation, so that another request may send a copy at once. */
    Uni<Void> giveBack(Coordinates dead) {
        return sessions.withStatelessSession(session -> Columns.execute(
                        session, GIVE_BACK, topicId(dead), Columns.one(dead.partition()), Columns.one(dead.offset())))
                .replaceWithVoid();
    }

    Uni<Void> markAcknowledged(Coordinates dead, long copyOffset) {
        return sessions.withStatelessSession(session -> Columns.execute(
                        session,
                        ACKNOWLEDGED,
                        topicId(dead),
                        Columns.one(dead.partition()),
                        Columns.one(dead.offset()),
                        Columns.one(copyOffset)))
                .replaceWithVoid();
    }

    private String[] topicId(Coordinates dead) {
        return Columns.one(topics.idOf(dead.topic()));
    }
}
