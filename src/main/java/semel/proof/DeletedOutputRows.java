package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.proof.History.OutputPartition;

/** Reads from the tables the events that retention deleted from the outputs. */
final class DeletedOutputRows {
    // Events before an output's first offset; is_redriven if their source is the copy of a dead record.
    private static final String DELETED = """
            (select e.*, d.topic_id, d.partition as source_partition, d.record_offset as source_offset,
                    exists (select from redrive r where r.topic_id = d.topic_id and r.partition = d.partition
                                                    and r.copy_offset = d.record_offset) as is_redriven
             from processed_event e
                  join unnest(cast(? as int[]), cast(? as bigint[])) as o(partition, first)
                    on o.partition = e.partition and e.record_offset < o.first
                  join decision d on d.id = e.subject
             where e.kind = KIND)""";

    private DeletedOutputRows() {}

    /**
     * @param names of the input topics, by their ids
     * @return events before the first offset of an output, as they were published, with their source; without those that have no decision
     *     or effect any more
     */
    static Iterable<OutputRecord.PublishedEvent> read(
            TopicsConfig topics,
            Map<UUID, String> names,
            QueryRows.TableSnapshot state,
            List<OutputPartition> outputs) {
        return new Concatenation<>(AppliedRows.KINDS.stream()
                .map(rows -> read(topics, names, state, outputs, rows))
                .toList());
    }

    private static Iterable<OutputRecord.PublishedEvent> read(
            TopicsConfig topics,
            Map<UUID, String> names,
            QueryRows.TableSnapshot state,
            List<OutputPartition> outputs,
            EventRows<?> rows) {
        var topic = topics.of(rows.kind);
        var cut = outputs.stream()
                .filter(output -> output.topic().equals(topic) && output.first() > 0)
                .toList();
        if (cut.isEmpty()) {
            return List.of();
        }
        var sql = rows.sql(
                ", p.topic_id, p.source_partition, p.source_offset, p.is_redriven",
                DELETED.replace("KIND", Integer.toString(rows.kind.code())),
                "join");
        return new QueryRows<>(
                state,
                sql,
                row -> told(row, topic, names, rows.effect(row)),
                array(cut, OutputPartition::partition),
                array(cut, OutputPartition::first));
    }

    private static String array(List<OutputPartition> outputs, Function<OutputPartition, Object> value) {
        return outputs.stream().map(value).map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static OutputRecord.PublishedEvent told(ResultSet row, String topic, Map<UUID, String> names, Event event)
            throws SQLException {
        var input = row.getObject("topic_id", UUID.class);
        return new OutputRecord.PublishedEvent(
                new Coordinates(topic, row.getInt("partition"), row.getLong("record_offset")),
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
