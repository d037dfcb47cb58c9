package semel.projection;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.kafka.StageProgress;
import semel.sql.Columns;

/** Reads and writes how far each output partition is applied: exactly, unlike the group's offsets, as it is committed with the effects. */
final class AppliedTable {
    // Rows are sorted, so that two replicas do not deadlock. begun_in is the oldest transaction: a row may have been
    // inserted meanwhile by PASSED.
    private static final String REACHED = """
            insert into applied (topic_id, partition, topic, applied_next, begun_in)
            select cast(u.topic_id as uuid), cast(u.partition as int), u.topic, cast(u.applied_next as bigint), pg_current_xact_id()
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]))
              as u(topic_id, partition, topic, applied_next)
            on conflict (topic_id, partition) do update
            set applied_next = greatest(applied.applied_next, excluded.applied_next),
                begun_in = least(applied.begun_in, excluded.begun_in)""";

    // Only if applied_next is still the offset from which the log was searched for records.
    private static final String PASSED = """
            with found as (
              select cast(u.topic_id as uuid), cast(u.partition as int), u.topic, cast(u.done as bigint), cast(u.next as bigint)
              from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]))
                as u(topic_id, partition, topic, done, next)),
            noted as (
              update applied a set applied_next = f.next from found f
              where a.topic_id = f.topic_id and a.partition = f.partition and a.applied_next = f.done)
            insert into applied (topic_id, partition, topic, applied_next, begun_in)
            select topic_id, partition, topic, next, pg_current_xact_id() from found where done = 0
            on conflict do nothing""";

    private static final String KNOWN = """
            select topic, cast(topic_id as text), partition, applied_next from applied where topic = any(cast(?1 as text[]))""";

    private AppliedTable() {}

    /** @param next for each partition the offset after the last event applied now and the control records that follow it */
    static Uni<Void> reached(StatelessSession session, Map<TopicPartition, Long> next, Function<String, UUID> idOf) {
        var partitions = next.keySet().stream()
                .sorted(Comparator.comparing(TopicPartition::toString))
                .toList();
        return Columns.execute(
                        session,
                        REACHED,
                        Columns.of(partitions, partition -> idOf.apply(partition.topic())),
                        Columns.of(partitions, TopicPartition::partition),
                        Columns.of(partitions, TopicPartition::topic),
                        Columns.of(partitions, next::get))
                .replaceWithVoid();
    }

    /** Records that there is nothing to apply before {@code next}. Writes nothing if more was applied meanwhile. */
    static Uni<Void> passed(StatelessSession session, StageProgress done, long next) {
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

    /** Reads how far the topics with these names are applied, also deleted topics that had one of the names. */
    static Uni<List<StageProgress>> known(StatelessSession session, Collection<String> names) {
        return Columns.query(session, KNOWN, Columns.of(names, name -> name))
                .map(rows -> rows.stream().map(AppliedTable::known).toList());
    }

    private static StageProgress known(Object[] row) {
        return new StageProgress(
                (String) row[0], UUID.fromString((String) row[1]), (int) number(row[2]), 0, number(row[3]), true);
    }
}
