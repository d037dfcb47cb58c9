package semel.projection;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.codec.OrderCodec;
import semel.kafka.TopicsAtStart;
import semel.order.Event;
import semel.order.Reason;

/** Writes a batch of events in one transaction: their ids and, for new ids only, their effects. */
@ApplicationScoped
class ProjectionTables {
    // Each of the three statements: the events, the ids that are new, the effects of those, and how many they are.

    private static final BatchStatement<EventRecord<Event.OrderDecided>> ORDERS =
            ProjectionTables.<Event.OrderDecided>arrivals("""
            with arrived as (
                select cast(a.subject as uuid), cast(a.line as smallint), cast(a.partition as int), cast(a.record_offset as bigint),
                       a.customer_id, a.currency, cast(a.total as bigint), a.lines, a.status, a.reason,
                       cast(a.accepted_at as timestamptz), cast(a.decided_at as timestamptz)
                from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]),
                            cast(?6 as text[]), cast(?7 as text[]), cast(?8 as text[]), cast(?9 as text[]), cast(?10 as text[]),
                            cast(?11 as text[]), cast(?12 as text[]))
                  as a(subject, line, partition, record_offset,
                       customer_id, currency, total, lines, status, reason, accepted_at, decided_at)
            ), fresh as (
                insert into processed_event (subject, kind, line, partition, record_offset)
                select subject, 1, line, partition, record_offset from arrived
                on conflict do nothing
                returning subject
            ), applied as (
                insert into customer_order (order_id, customer_id, currency, total, lines, status, reason,
                                            accepted_at, decided_at, applied_at)
                select subject, customer_id, currency, total, lines, status, reason, accepted_at, decided_at, clock_timestamp()
                from arrived join fresh using (subject)
            )
            select count(*) from fresh""")
                    .with(order -> order.event().order().customer().value())
                    .with(order -> order.event().order().currency().getCurrencyCode())
                    .with(order -> order.event().order().total().minorUnits())
                    .with(order -> OrderCodec.lines(order.event().order()))
                    .with(order -> order.event().outcome())
                    .with(order -> order.event().refusal().map(Reason::code).orElse(null))
                    .with(order -> order.event().order().acceptedAt())
                    .with(order -> order.event().at());

    // Stock rows are locked in the order of their product, so that two replicas do not deadlock.
    private static final BatchStatement<EventRecord<Event.StockMoved>> MOVEMENTS =
            ProjectionTables.<Event.StockMoved>arrivals("""
            with arrived as (
                select cast(a.subject as uuid), cast(a.line as smallint), cast(a.partition as int), cast(a.record_offset as bigint),
                       a.product_id, cast(a.number as bigint), cast(a.change as bigint), cast(a.balance as bigint),
                       cast(a.decided_at as timestamptz)
                from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]),
                            cast(?6 as text[]), cast(?7 as text[]), cast(?8 as text[]), cast(?9 as text[]))
                  as a(subject, line, partition, record_offset, product_id, number, change, balance, decided_at)
            ), fresh as (
                insert into processed_event (subject, kind, line, partition, record_offset)
                select subject, 2, line, partition, record_offset from arrived
                on conflict do nothing
                returning subject, line
            ), moved as (
                insert into inventory_movement (subject, line, product_id, number, change, balance, decided_at)
                select subject, line, product_id, number, change, balance, decided_at
                from arrived join fresh using (subject, line)
                returning product_id, number, change
            ), applied as (
                insert into inventory as held (product_id, on_hand, number)
                select product_id, sum(change), max(number) from moved group by product_id order by product_id
                on conflict (product_id) do update
                set on_hand = held.on_hand + excluded.on_hand, number = greatest(held.number, excluded.number)
            )
            select count(*) from fresh""")
                    .with(movement -> movement.event().product().value())
                    .with(movement -> movement.event().number())
                    .with(movement -> movement.event().change())
                    .with(movement -> movement.event().balance())
                    .with(movement -> movement.event().at());

    private static final BatchStatement<EventRecord<Event.CustomerNotified>> NOTIFICATIONS =
            ProjectionTables.<Event.CustomerNotified>arrivals("""
            with arrived as (
                select cast(a.subject as uuid), cast(a.line as smallint), cast(a.partition as int), cast(a.record_offset as bigint),
                       a.customer_id, a.outcome, cast(a.decided_at as timestamptz)
                from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]),
                            cast(?6 as text[]), cast(?7 as text[]))
                  as a(subject, line, partition, record_offset, customer_id, outcome, decided_at)
            ), fresh as (
                insert into processed_event (subject, kind, line, partition, record_offset)
                select subject, 3, line, partition, record_offset from arrived
                on conflict do nothing
                returning subject
            ), applied as (
                insert into notification (order_id, customer_id, kind, created_at)
                select subject, customer_id, outcome, decided_at from arrived join fresh using (subject)
            )
            select count(*) from fresh""")
                    .with(notification -> notification.event().customer().value())
                    .with(notification -> notification.event().outcome())
                    .with(notification -> notification.event().at());

    private static final BatchStatement<EventRecord<?>> REPEATED = BatchStatement.<EventRecord<?>>of("""
            insert into repeated_event (subject, kind, line, partition, record_offset)
            select p.subject, p.kind, p.line, cast(a.partition as int), cast(a.record_offset as bigint)
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]))
                   as a(subject, line, partition, record_offset, kind)
                 join processed_event p on p.subject = cast(a.subject as uuid) and p.kind = cast(a.kind as smallint)
                                           and p.line = cast(a.line as smallint)
            where (p.partition, p.record_offset) <> (cast(a.partition as int), cast(a.record_offset as bigint))
            on conflict do nothing""")
            .with(record -> record.event().id().subject())
            .with(record -> record.event().id().line())
            .with(record -> record.at().partition())
            .with(record -> record.at().offset())
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

    private static <E extends Event> BatchStatement<EventRecord<E>> arrivals(String sql) {
        return BatchStatement.<EventRecord<E>>of(sql)
                .with(record -> record.event().id().subject())
                .with(record -> record.event().id().line())
                .with(record -> record.at().partition())
                .with(record -> record.at().offset());
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
        return storeFresh(session, ORDERS, effects.orders(), written)
                .chain(() -> storeFresh(session, MOVEMENTS, effects.movements(), written))
                .chain(() -> storeFresh(session, NOTIFICATIONS, effects.notifications(), written))
                .chain(() -> REPEATED.execute(session, effects.repeated()).invoke(n -> written.addRepeated(n)))
                .chain(() -> QUARANTINE.execute(session, effects.unreadable()).invoke(n -> written.addQuarantined(n)))
                .chain(() -> AppliedTable.reached(session, effects.next(), topics::idOf));
    }

    private <E extends Event> Uni<Integer> storeFresh(
            StatelessSession session,
            BatchStatement<EventRecord<E>> statement,
            List<EventRecord<E>> arrivals,
            WrittenRows written) {
        if (arrivals.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return statement
                .count(session, arrivals)
                .invoke(fresh -> written.addFresh(arrivals.get(0).event().id().kind(), fresh))
                .chain(fresh -> noteRepeated(session, arrivals, fresh))
                .invoke(repeated -> written.addRepeated(repeated));
    }

    /** Records events that were published more than once. They have other coordinates; a redelivery has the known ones. */
    private <E extends Event> Uni<Integer> noteRepeated(
            StatelessSession session, List<EventRecord<E>> arrivals, long fresh) {
        return REPEATED.execute(session, fresh == arrivals.size() ? List.of() : List.copyOf(arrivals));
    }
}
