package semel.decision;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.kafka.TopicsAtStart;
import semel.sql.Columns;
import semel.sql.Forgotten;

/** Writes a decided batch: its decisions, which are the claims of their ids, and the stock, duplicates, dead letters and progress. */
final class DecisionTable {
    // One statement, so one round trip and one plan. Its parts do not see each other's writes and need not. Ids are
    // sorted, so that two replicas that claim the same ones wait for each other and do not deadlock. An id that was
    // pruned since the claims were read is not stored either.
    private static final String STORE = """
            with moved as (
              update stock s set on_hand = cast(u.on_hand as bigint), number = cast(u.number as bigint)
              from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(product_id, on_hand, number)
              where s.product_id = u.product_id),
            decided as (
              insert into decision (id, topic_id, partition, record_offset, outcome, reason, movements, decided_at)
              select cast(u.id as uuid), cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint),
                     u.outcome, u.reason, u.movements, cast(u.decided_at as timestamptz)
              from unnest(cast(?4 as text[]), cast(?5 as text[]), cast(?6 as text[]), cast(?7 as text[]), cast(?8 as text[]),
                          cast(?9 as text[]), cast(?10 as text[]), cast(?11 as text[]))
                   u(id, topic_id, partition, record_offset, outcome, reason, movements, decided_at)
              where not FORGOTTEN
              on conflict (id) do nothing returning id),
            duplicates as (
              insert into suppressed (topic_id, partition, record_offset, id)
              select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint), cast(u.id as uuid)
              from unnest(cast(?12 as text[]), cast(?13 as text[]), cast(?14 as text[]), cast(?15 as text[]))
                   u(topic_id, partition, record_offset, id)
              on conflict do nothing),
            letters as (
              insert into dead_letter (topic_id, partition, record_offset, reason, detail)
              select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint), u.reason, u.detail
              from unnest(cast(?16 as text[]), cast(?17 as text[]), cast(?18 as text[]), cast(?19 as text[]), cast(?20 as text[]))
                   u(topic_id, partition, record_offset, reason, detail)
              on conflict do nothing),
            progressed as (
              insert into progress (topic_id, partition, topic, decided_next, published_next)
              select cast(u.topic_id as uuid), cast(u.partition as int), u.topic,
                     cast(u.decided_next as bigint), 0
              from unnest(cast(?21 as text[]), cast(?22 as text[]), cast(?23 as text[]), cast(?24 as text[]))
                   u(topic_id, partition, topic, decided_next)
              on conflict (topic_id, partition) do update set
                decided_next = greatest(progress.decided_next, excluded.decided_next))
            select count(*) from decided
            """.replace("FORGOTTEN", Forgotten.sql("cast(u.id as uuid)"));

    // A statement of its own, because redrives are rare.
    private static final String REPLACE = """
            update decision d set partition = f.partition, record_offset = f.record_offset, outcome = f.outcome, reason = f.reason,
              movements = f.movements, decided_at = f.decided_at, written_in = pg_current_xact_id()
            from (select cast(u.id as uuid), cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint),
                         u.outcome, u.reason, u.movements, cast(u.decided_at as timestamptz), cast(u.failed_partition as int),
                         cast(u.failed_offset as bigint)
                  from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]),
                              cast(?6 as text[]), cast(?7 as text[]), cast(?8 as text[]), cast(?9 as text[]), cast(?10 as text[]))
                       u(id, topic_id, partition, record_offset, outcome, reason, movements, decided_at, failed_partition,
                         failed_offset)) f
            where d.id = any(cast(cast(?1 as text[]) as uuid[])) and d.id = f.id and d.topic_id = f.topic_id
              and d.partition = f.failed_partition and d.record_offset = f.failed_offset and d.outcome = 'FAILED'
            """;

    private final TopicsAtStart topics;

    DecisionTable(TopicsAtStart topics) {
        this.topics = topics;
    }

    /**
     * Writes what is new in a decided batch, and how far its partitions are decided.
     *
     * @return fails with {@link BatchRefused} if another replica has claimed one of its ids at other coordinates since the claims were read
     */
    Uni<Void> store(Mutiny.StatelessSession session, Batch batch, Decided decided) {
        return replace(session, taken(decided, settled -> settled.failedAt() != null))
                .chain(() -> insert(session, batch, decided, taken(decided, settled -> settled.failedAt() == null)));
    }

    private static List<Decided.Settled> taken(Decided decided, Predicate<Decided.Settled> kind) {
        return decided.fresh().stream()
                .filter(kind)
                .sorted(Comparator.comparing(settled -> settled.decision().id().toString()))
                .toList();
    }

    /** Replaces failed decisions by those of their redrives. */
    private Uni<Void> replace(Mutiny.StatelessSession session, List<Decided.Settled> again) {
        if (again.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var columns = Stream.concat(
                columns(again),
                Stream.of(
                        Columns.of(again, settled -> settled.failedAt().partition()),
                        Columns.of(again, settled -> settled.failedAt().offset())));
        return Columns.execute(session, REPLACE, columns.toArray(String[][]::new))
                .invoke(replaced -> refuseUnless(replaced == again.size()))
                .replaceWithVoid();
    }

    private Uni<Void> insert(
            Mutiny.StatelessSession session, Batch batch, Decided decided, List<Decided.Settled> fresh) {
        var stock = decided.stock().entrySet();
        var duplicates = decided.duplicates();
        var letters = decided.letters();
        var partitions = batch.first().keySet().stream()
                .sorted(Comparator.comparing(TopicPartition::toString))
                .toList();
        var columns = Stream.of(
                        Stream.of(
                                Columns.of(stock, level -> level.getKey().value()),
                                Columns.of(stock, level -> level.getValue().onHand()),
                                Columns.of(stock, level -> level.getValue().number())),
                        columns(fresh),
                        Stream.of(
                                Columns.of(duplicates, this::topicId),
                                Columns.of(duplicates, delivery -> delivery.at().partition()),
                                Columns.of(duplicates, delivery -> delivery.at().offset()),
                                Columns.of(duplicates, delivery -> ((Content.Decidable) delivery.content()).id()),
                                Columns.of(letters, letter -> topicId(letter.delivery())),
                                Columns.of(
                                        letters,
                                        letter -> letter.delivery().at().partition()),
                                Columns.of(
                                        letters,
                                        letter -> letter.delivery().at().offset()),
                                Columns.of(letters, Decided.DeadDelivery::reason),
                                Columns.of(letters, Decided.DeadDelivery::detail),
                                Columns.of(partitions, partition -> topics.idOf(partition.topic())),
                                Columns.of(partitions, TopicPartition::partition),
                                Columns.of(partitions, TopicPartition::topic),
                                Columns.of(
                                        partitions,
                                        partition ->
                                                batch.offsets().get(partition).offset())))
                .flatMap(part -> part);
        return Columns.query(session, STORE, columns.toArray(String[][]::new))
                .invoke(rows -> refuseUnless(number(rows.get(0)[0]) == fresh.size()))
                .replaceWithVoid();
    }

    private Stream<String[]> columns(List<Decided.Settled> taken) {
        return Stream.of(
                Columns.of(taken, settled -> settled.decision().id()),
                Columns.of(taken, settled -> topicId(settled.delivery())),
                Columns.of(taken, settled -> settled.delivery().at().partition()),
                Columns.of(taken, settled -> settled.delivery().at().offset()),
                Columns.of(taken, settled -> settled.decision().outcome()),
                Columns.of(taken, settled -> settled.decision().reason()),
                Columns.of(taken, settled -> settled.decision().movementsText()),
                Columns.of(taken, settled -> settled.decision().at()));
    }

    private static void refuseUnless(boolean isWritten) {
        if (!isWritten) {
            throw new BatchRefused("another transaction claimed an id of the batch at the same time");
        }
    }

    private UUID topicId(Delivery delivery) {
        return topics.idOf(delivery.at().topic());
    }
}
