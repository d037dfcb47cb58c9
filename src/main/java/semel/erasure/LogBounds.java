package semel.erasure;

import io.smallrye.mutiny.Uni;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.PartitionOffsets;
import semel.kafka.TopicsConfig;
import semel.sql.TopicBegin;

/**
 * The offsets at which the topics' logs start and end. Records before the start are deleted.
 *
 * @param first the first offset of each partition
 * @param last the last stable offset of each partition; exclusive
 * @param names of topics, by their ids
 */
record LogBounds(
        TopicsConfig topics, Map<TopicPartition, Long> first, Map<TopicPartition, Long> last, Map<UUID, String> names) {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String TABLE = """
            create temporary table log_bound (
                topic text, topic_id uuid, kind int, partition int, first bigint, last bigint, begun xid8)""";
    private static final String BEGIN = """
            update log_bound l set begun = BEGIN
            from log_bound b left join applied a using (topic_id, partition)
            where l.topic_id = b.topic_id and l.partition = b.partition""".replace("BEGIN", TopicBegin.sql("a"));

    /** Asks the brokers. Blocks. */
    static LogBounds read(Admin admin, TopicsConfig topics) {
        var offsets = new PartitionOffsets(admin, TIMEOUT_MILLIS);
        var partitions = join(offsets.partitions(topics.all()));
        return new LogBounds(
                topics,
                join(offsets.first(partitions)),
                join(offsets.lastStable(partitions)),
                join(offsets.names(topics.all())));
    }

    /** Writes the bounds to a temporary table, {@code log_bound}. */
    void stage(Connection tables) throws SQLException {
        try (var create = tables.createStatement();
                var insert = tables.prepareStatement("insert into log_bound values (?, ?, ?, ?, ?, ?, null)")) {
            create.execute(TABLE);
            for (var id : names.keySet()) {
                for (var at : first.keySet()) {
                    if (at.topic().equals(names.get(id))) {
                        insert.setString(1, at.topic());
                        insert.setObject(2, id);
                        insert.setInt(3, kind(at.topic()));
                        insert.setInt(4, at.partition());
                        insert.setLong(5, first.get(at));
                        insert.setLong(6, last.get(at));
                        insert.addBatch();
                    }
                }
            }
            insert.executeBatch();
            create.execute(BEGIN);
        }
    }

    /** @return the code of the topic's events, 0 for an input, -1 for dead letters */
    private int kind(String topic) {
        var kind = topics.kinds().get(topic);
        if (kind != null) {
            return kind.code();
        }
        return topics.inputs().contains(topic) ? 0 : -1;
    }

    private static <T> T join(Uni<T> answer) {
        return answer.subscribeAsCompletionStage().join();
    }
}
