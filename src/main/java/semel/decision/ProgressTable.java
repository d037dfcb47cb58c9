package semel.decision;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.kafka.StageProgress;
import semel.kafka.TopicsAtStart;
import semel.sql.Columns;

/** Reads and writes how far each input partition is decided and published. */
final class ProgressTable {
    private static final String HOLD = """
            select cast(p.topic_id as text), p.partition, p.published_next
            from progress p
            join unnest(cast(?1 as text[]), cast(?2 as text[])) u(topic_id, partition)
              on p.topic_id = cast(u.topic_id as uuid) and p.partition = cast(u.partition as int)
            order by p.topic_id, p.partition
            for update of p
            """;

    // Only if decided_next is still the offset from which the log was searched for records. decided_next stays: a
    // higher one would mean that decisions wait for publication.
    private static final String PASSED = """
            with found as (
              select cast(u.topic_id as uuid), cast(u.partition as int), u.topic, cast(u.done as bigint), cast(u.next as bigint)
              from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]))
                as u(topic_id, partition, topic, done, next)),
            noted as (
              update progress p set passed_next = greatest(p.passed_next, f.next) from found f
              where p.topic_id = f.topic_id and p.partition = f.partition and p.decided_next = f.done)
            insert into progress (topic_id, partition, topic, decided_next, published_next, passed_next)
            select topic_id, partition, topic, 0, 0, next from found where done = 0
            on conflict do nothing
            """;

    // No wait for the disk: a lost write is as harmless as a crash of this process just before it.
    private static final String PUBLISHED = """
            with unhurried as (select set_config('synchronous_commit', 'off', true))
            update progress p set published_next = greatest(p.published_next, cast(u.published_next as bigint))
            from unhurried, unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(topic_id, partition, published_next)
            where p.topic_id = cast(u.topic_id as uuid) and p.partition = cast(u.partition as int)
            """;

    private static final String KNOWN = """
            select topic, cast(topic_id as text), partition, published_next, decided_next, greatest(decided_next, passed_next)
            from progress where topic = any(cast(?1 as text[]))
            """;

    private final TopicsAtStart topics;

    ProgressTable(TopicsAtStart topics) {
        this.topics = topics;
    }

    /**
     * Locks the progress of the batch's partitions. After a rebalance the new owner waits here for the old owner's commit and then
     * sees its decisions.
     *
     * @return fails with {@link BatchRefused} if a part of the batch is published already
     */
    Uni<Void> hold(Mutiny.StatelessSession session, Batch batch) {
        var partitions = List.copyOf(batch.first().keySet());
        return Columns.query(
                        session,
                        HOLD,
                        Columns.of(partitions, partition -> topics.idOf(partition.topic())),
                        Columns.of(partitions, TopicPartition::partition))
                .invoke(rows ->
                        rows.forEach(row -> refuseIfPublished(batch, (String) row[0], number(row[1]), number(row[2]))))
                .replaceWithVoid();
    }

    /** Records that the batch is published, and everything before it. */
    Uni<Void> published(Mutiny.StatelessSession session, Batch batch) {
        var partitions = List.copyOf(batch.offsets().keySet());
        return Columns.execute(
                        session,
                        PUBLISHED,
                        Columns.of(partitions, partition -> topics.idOf(partition.topic())),
                        Columns.of(partitions, TopicPartition::partition),
                        Columns.of(
                                partitions,
                                partition -> batch.offsets().get(partition).offset()))
                .replaceWithVoid();
    }

    /** Records that no input record exists between the decided offset and {@code next}. Writes nothing if more was decided meanwhile. */
    static Uni<Void> passed(Mutiny.StatelessSession session, StageProgress done, long next) {
        return Columns.execute(
                        session,
                        PASSED,
                        Columns.one(done.topicId()),
                        Columns.one(done.partition()),
                        Columns.one(done.topic()),
                        Columns.one(done.to()),
                        Columns.one(next))
                .replaceWithVoid();
    }

    /** Reads how far the topics with these names are decided and published, also deleted topics that had one of the names. */
    static Uni<List<StageProgress>> known(Mutiny.StatelessSession session, Collection<String> topics) {
        return Columns.query(session, KNOWN, Columns.of(topics, name -> name))
                .map(rows -> rows.stream().map(ProgressTable::known).toList());
    }

    private static StageProgress known(Object[] row) {
        return new StageProgress(
                (String) row[0],
                UUID.fromString((String) row[1]),
                (int) number(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]),
                false);
    }

    private void refuseIfPublished(Batch batch, String topicId, long partition, long publishedNext) {
        batch.first().forEach((at, first) -> {
            if (topics.idOf(at.topic()).toString().equals(topicId)
                    && at.partition() == partition
                    && first < publishedNext) {
                throw new BatchRefused(
                        at + " was delivered from offset " + first + ", but everything below offset " + publishedNext
                                + " is already published: the group's offsets were moved back, or this replica lost the partition");
            }
        });
    }
}
