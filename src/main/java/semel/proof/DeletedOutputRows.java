package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.proof.History.OutputPartition;

/** Reads from the tables the events that retention deleted from the outputs, and those of former outputs. */
final class DeletedOutputRows {
    // Events before an output's first offset, or of its former topic; is_redriven if their source is the copy of a dead
    // record.
    private static final String DELETED = """
            (select e.*, d.topic_id, d.partition as source_partition, d.record_offset as source_offset,
                    exists (select from redrive r where r.topic_id = d.topic_id and r.partition = d.partition
                                                    and r.copy_offset = d.record_offset) as is_redriven
             from processed_event e
                  join unnest(cast(? as int[]), cast(? as bigint[]), cast(? as xid8[])) as o(partition, first, begun)
                    on o.partition = e.partition and (e.record_offset < o.first or e.written_in < o.begun)
                  join decision d on d.id = e.subject
             where e.kind = KIND)""";

    private DeletedOutputRows() {}

    /**
     * @param names of the input topics, by their ids
     * @return events before the first offset of an output or of its former topic, as they were published, with their source; without
     *     those that have no decision or effect any more
     */
    static Iterable<OutputRecord.PublishedEvent> read(
            TopicsConfig topics,
            Map<UUID, String> names,
            QueryRows.TableSnapshot state,
            List<OutputPartition> outputs,
            AppliedTopics former) {
        return new Concatenation<>(AppliedRows.KINDS.stream()
                .map(rows -> read(topics, names, state, outputs, former, rows))
                .toList());
    }

    private static Iterable<OutputRecord.PublishedEvent> read(
            TopicsConfig topics,
            Map<UUID, String> names,
            QueryRows.TableSnapshot state,
            List<OutputPartition> outputs,
            AppliedTopics former,
            EventRows<?> rows) {
        var topic = topics.of(rows.kind);
        var begun = former.begun(topic);
        var first = outputs.stream()
                .filter(output -> output.topic().equals(topic) && output.first() > 0)
                .collect(Collectors.toMap(OutputPartition::partition, OutputPartition::first));
        var cut = Stream.concat(first.keySet().stream(), begun.keySet().stream())
                .distinct()
                .toList();
        if (cut.isEmpty()) {
            return List.of();
        }
        var sql = rows.sql(
                ", p.topic_id, p.source_partition, p.source_offset, p.is_redriven, p.written_in",
                DELETED.replace("KIND", Integer.toString(rows.kind.code())),
                "join");
        return new QueryRows<>(
                state,
                sql,
                row -> told(row, former.at(row, topic), names, rows.effect(row)),
                array(cut, partition -> partition),
                array(cut, partition -> first.getOrDefault(partition, 0L)),
                array(cut, partition -> begun.getOrDefault(partition, "0")));
    }

    private static String array(List<Integer> partitions, Function<Integer, Object> value) {
        return partitions.stream().map(value).map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static OutputRecord.PublishedEvent told(ResultSet row, Coordinates at, Map<UUID, String> names, Event event)
            throws SQLException {
        var input = row.getObject("topic_id", UUID.class);
        return new OutputRecord.PublishedEvent(
                at,
                new Coordinates(
                        names.getOrDefault(input, input.toString()),
                        row.getInt("source_partition"),
                        row.getLong("source_offset")),
                OutputRecord.Transaction.UNKNOWN,
                event,
                null,
                row.getBoolean("is_redriven"));
    }
}
