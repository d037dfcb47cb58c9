package semel.decision;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.sql.Columns;
import semel.wire.Coordinates;
import semel.wire.TopicsAtStart;

/** The decisions, which are the claims, and what is written with them. */
final class DecisionTable {
    // One statement, so one round trip and one plan; its parts do not see each other and need not. Ids in order: two
    // replicas
    // that claim the same ones wait for each other and do not deadlock.
    private static final String STORE = """
            with moved as (
              update stock s set on_hand = cast(u.on_hand as bigint), number = cast(u.number as bigint)
              from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(product_id, on_hand, number)
              where s.product_id = u.product_id),
            fresh as (
              select cast(u.id as uuid), cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint),
                     u.outcome, u.reason, u.movements, cast(u.decided_at as timestamptz), cast(u.failed_partition as int),
                     cast(u.failed_offset as bigint)
              from unnest(cast(?4 as text[]), cast(?5 as text[]), cast(?6 as text[]), cast(?7 as text[]), cast(?8 as text[]),
                          cast(?9 as text[]), cast(?10 as text[]), cast(?11 as text[]), cast(?24 as text[]), cast(?25 as text[]))
                   u(id, topic_id, partition, record_offset, outcome, reason, movements, decided_at, failed_partition,
                     failed_offset)),
            decided as (
              insert into decision (id, topic_id, partition, record_offset, outcome, reason, movements, decided_at)
              select id, topic_id, partition, record_offset, outcome, reason, movements, decided_at
              from fresh where failed_offset is null
              on conflict (id) do nothing returning id),
            decided_again as (
              update decision d set partition = f.partition, record_offset = f.record_offset, outcome = f.outcome,
                reason = f.reason, movements = f.movements, decided_at = f.decided_at, written_in = pg_current_xact_id()
              from fresh f
              where d.id = f.id and d.topic_id = f.topic_id and d.partition = f.failed_partition
                and d.record_offset = f.failed_offset and d.outcome = 'FAILED' returning d.id),
            duplicates as (
              insert into suppressed (topic_id, partition, record_offset, id)
              select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint), cast(u.id as uuid)
              from unnest(cast(?12 as text[]), cast(?13 as text[]), cast(?14 as text[]), cast(?15 as text[]))
                   u(topic_id, partition, record_offset, id)
              on conflict do nothing),
            letters as (
              insert into dead_letter (topic_id, partition, record_offset, reason)
              select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint), u.reason
              from unnest(cast(?16 as text[]), cast(?17 as text[]), cast(?18 as text[]), cast(?19 as text[]))
                   u(topic_id, partition, record_offset, reason)
              on conflict do nothing),
            progressed as (
              insert into progress (topic_id, partition, topic, decided_next, published_next)
              select cast(u.topic_id as uuid), cast(u.partition as int), u.topic,
                     cast(u.decided_next as bigint), 0
              from unnest(cast(?20 as text[]), cast(?21 as text[]), cast(?22 as text[]), cast(?23 as text[]))
                   u(topic_id, partition, topic, decided_next)
              on conflict (topic_id, partition) do update set
                decided_next = greatest(progress.decided_next, excluded.decided_next))
            select (select count(*) from decided) + (select count(*) from decided_again), 0
            """;

    private final TopicsAtStart topics;

    DecisionTable(TopicsAtStart topics) {
        this.topics = topics;
    }

    /**
     * Writes what is new in a decided batch, and how far its partitions are decided.
     *
     * @return fails with {@link BatchRefused} if another replica claimed one of its ids at other coordinates since we looked
     */
    Uni<Void> store(Mutiny.StatelessSession session, Batch batch, Decided decided) {
        var stock = decided.stock().entrySet();
        var fresh = decided.fresh().stream()
                .sorted(Comparator.comparing(settled -> settled.decision().id().toString()))
                .toList();
        var duplicates = decided.duplicates();
        var letters = decided.letters();
        var partitions = batch.first().keySet().stream()
                .sorted(Comparator.comparing(TopicPartition::toString))
                .toList();
        return Columns.query(
                        session,
                        STORE,
                        Columns.of(stock, level -> level.getKey().value()),
                        Columns.of(stock, level -> level.getValue().onHand()),
                        Columns.of(stock, level -> level.getValue().number()),
                        Columns.of(fresh, settled -> settled.decision().id()),
                        Columns.of(fresh, settled -> topicId(settled.delivery())),
                        Columns.of(fresh, settled -> settled.delivery().at().partition()),
                        Columns.of(fresh, settled -> settled.delivery().at().offset()),
                        Columns.of(fresh, settled -> settled.decision().outcome()),
                        Columns.of(fresh, settled -> settled.decision().reason()),
                        Columns.of(fresh, settled -> settled.decision().movementsText()),
                        Columns.of(fresh, settled -> settled.decision().at()),
                        Columns.of(duplicates, this::topicId),
                        Columns.of(duplicates, delivery -> delivery.at().partition()),
                        Columns.of(duplicates, delivery -> delivery.at().offset()),
                        Columns.of(duplicates, delivery -> ((Content.Decidable) delivery.content()).id()),
                        Columns.of(letters, letter -> topicId(letter.delivery())),
                        Columns.of(letters, letter -> letter.delivery().at().partition()),
                        Columns.of(letters, letter -> letter.delivery().at().offset()),
                        Columns.of(letters, Decided.Letter::reason),
                        Columns.of(partitions, partition -> topics.idOf(partition.topic())),
                        Columns.of(partitions, TopicPartition::partition),
                        Columns.of(partitions, TopicPartition::topic),
                        Columns.of(
                                partitions,
                                partition -> batch.offsets().get(partition).offset()),
                        Columns.of(fresh, settled -> failed(settled, Coordinates::partition)),
                        Columns.of(fresh, settled -> failed(settled, Coordinates::offset)))
                .invoke(rows -> {
                    if (number(rows.get(0)[0]) != fresh.size()) {
                        throw new BatchRefused("another transaction claimed an id of the batch at the same time");
                    }
                })
                .replaceWithVoid();
    }

    private static <T> T failed(Decided.Settled settled, Function<Coordinates, T> part) {
        return settled.failedAt() == null ? null : part.apply(settled.failedAt());
    }

    private UUID topicId(Delivery delivery) {
        return topics.idOf(delivery.at().topic());
    }
}
