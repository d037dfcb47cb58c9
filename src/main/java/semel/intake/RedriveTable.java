package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.sql.CallersContext;
import semel.sql.Columns;
import semel.wire.Coordinates;
import semel.wire.TopicsAtStart;

/** The table {@code redrive}. Each statement here is a transaction of its own, committed when the Uni has its item. */
@ApplicationScoped
class RedriveTable {
    // Only what is published: what is merely decided may be delivered once more, and must find its decision where it
    // was. And what may become an order: a copy of what was not accepted like this never does.
    private static final String ENTER = """
            insert into redrive (topic_id, partition, record_offset, requested_at)
            select l.topic_id, l.partition, l.record_offset, now()
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(topic_id, partition, record_offset)
            join dead_letter l on l.topic_id = cast(u.topic_id as uuid) and l.partition = cast(u.partition as int)
              and l.record_offset = cast(u.record_offset as bigint)
            join progress p on p.topic_id = l.topic_id and p.partition = l.partition and p.published_next > l.record_offset
            where l.reason <> 'not-as-accepted'
            on conflict (topic_id, partition, record_offset) do update set requested_at = redrive.requested_at
            returning partition, copy_offset
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
    private final IntakeSettings settings;

    RedriveTable(Mutiny.SessionFactory sessions, TopicsAtStart topics, IntakeSettings settings) {
        this.sessions = sessions;
        this.topics = topics;
        this.settings = settings;
    }

    /** @param copyOffset of the copy that the broker acknowledged, empty while nobody knows of one */
    record Entry(OptionalLong copyOffset) {}

    /** @return empty where no dead letter stems from there that may be redriven */
    Uni<Optional<Entry>> enter(Coordinates dead) {
        return sessions.withStatelessSession(session -> Columns.query(
                        session, ENTER, topicId(dead), Columns.one(dead.partition()), Columns.one(dead.offset())))
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail()
                .emitOn(CallersContext.here()) // the timer's thread has none
                .map(rows -> rows.stream().findFirst().map(RedriveTable::entry));
    }

    private static Entry entry(Object[] row) {
        return new Entry(row[1] == null ? OptionalLong.empty() : OptionalLong.of(Columns.number(row[1])));
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
