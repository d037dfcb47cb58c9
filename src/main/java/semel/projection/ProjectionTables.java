package semel.projection;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.kafka.TopicsAtStart;

/** Writes a batch of events in one transaction: their ids and, for new ids only, their effects. */
@ApplicationScoped
class ProjectionTables {
    /** One for each kind that is applied. */
    static final List<EventTable> TABLES =
            List.of(CustomerOrderTable.TABLE, InventoryTable.TABLE, NotificationTable.TABLE);

    private static final BatchStatement<EventRecord> REPEATED = EventRecord.identified("""
            insert into repeated_event (subject, kind, line, partition, record_offset)
            select p.subject, p.kind, p.line, cast(a.partition as int), cast(a.record_offset as bigint)
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]))
                   as a(subject, line, partition, record_offset, kind)
                 join processed_event p on p.subject = cast(a.subject as uuid) and p.kind = cast(a.kind as smallint)
                                           and p.line = cast(a.line as smallint)
            where (p.partition, p.record_offset) <> (cast(a.partition as int), cast(a.record_offset as bigint))
            on conflict do nothing""")
            .with(record -> record.event().id().kind().code());

    private static final BatchStatement<QuarantinedRecord> QUARANTINE = BatchStatement.<QuarantinedRecord>of("""
            insert into quarantine (topic, partition, record_offset, reason, record_key, record_value, arrived_at)
            select a.topic, cast(a.partition as int), cast(a.record_offset as bigint), a.reason,
                   decode(a.record_key, 'base64'), decode(a.record_value, 'base64'), now()
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]),
                        cast(?6 as text[]))
              as a(topic, partition, record_offset, reason, record_key, record_value)
            on conflict do nothing""")
            .with(unreadable -> unreadable.at().topic())
            .with(unreadable -> unreadable.at().partition())
            .with(unreadable -> unreadable.at().offset())
            .with(QuarantinedRecord::reason)
            .with(unreadable -> base64(unreadable.key()))
            .with(unreadable -> base64(unreadable.value()));

    private final Mutiny.SessionFactory database;
    private final TopicsAtStart topics;
    private final ProjectionMeters meters;

    ProjectionTables(Mutiny.SessionFactory database, TopicsAtStart topics, ProjectionMeters meters) {
        this.database = database;
        this.topics = topics;
        this.meters = meters;
    }

    private static String base64(byte[] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    /** Stores the effects of events that were not applied before, in one transaction. Idempotent. */
    Uni<Void> applyOnce(Effects effects) {
        var written = new WrittenRows();
        return database.withStatelessTransaction(session -> store(session, effects, written))
                .invoke(() -> meters.applied(effects, written, Instant.now()));
    }

    private Uni<Void> store(StatelessSession session, Effects effects, WrittenRows written) {
        return Multi.createFrom()
                .iterable(TABLES)
                .onItem()
                .transformToUniAndConcatenate(
                        table -> storeFresh(session, table, effects.arrivals().get(table.kind()), written))
                .onItem()
                .ignoreAsUni()
                .chain(() -> REPEATED.execute(session, effects.repeated()).invoke(n -> written.addRepeated(n)))
                .chain(() -> QUARANTINE.execute(session, effects.unreadable()).invoke(n -> written.addQuarantined(n)))
                .chain(() -> AppliedTable.reached(session, effects.next(), topics::idOf));
    }

    private Uni<Integer> storeFresh(
            StatelessSession session, EventTable table, List<EventRecord> arrivals, WrittenRows written) {
        if (arrivals.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return table.statement()
                .count(session, arrivals)
                .invoke(fresh -> written.addFresh(table.kind(), fresh))
                .chain(fresh -> noteRepeated(session, arrivals, fresh))
                .invoke(repeated -> written.addRepeated(repeated));
    }

    /** Records events that were published more than once. They have other coordinates; a redelivery has the known ones. */
    private Uni<Integer> noteRepeated(StatelessSession session, List<EventRecord> arrivals, long fresh) {
        return REPEATED.execute(session, fresh == arrivals.size() ? List.of() : arrivals);
    }
}
