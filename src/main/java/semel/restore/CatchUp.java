package semel.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import semel.codec.EventCodec;
import semel.codec.InputRecord;
import semel.codec.Parsed;
import semel.command.TopicReader;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;

/**
 * Rebuilds the decision's rows of what was decided and published after a backup, from the published events. Then sets the projection's
 * group back to what the database has applied. Afterwards both stages continue, and nothing is published again. If nothing is missing,
 * it changes nothing: it can be repeated.
 *
 * @see "docs/explanation/decisions/0038-a-restored-database-catches-up-from-the-topics.md"
 */
final class CatchUp {
    private static final String ROWS = "select topic, topic_id, partition, NEXT from TABLE";

    private final ClusterReader cluster;
    private final TopicReader reading;
    private final Connection tables;
    private final TopicsConfig topics;

    /** @param tables a connection with auto-commit off */
    CatchUp(ClusterReader cluster, TopicReader reading, Connection tables, TopicsConfig topics) {
        this.cluster = cluster;
        this.reading = reading;
        this.tables = tables;
        this.topics = topics;
    }

    /**
     * @param rows the rows that were restored
     * @param applied number of partitions whose events the projection reads again
     */
    record Done(DecisionRebuild.RebuiltRows rows, List<MissingRange> missing, int applied) {}

    /** @throws CatchUpRefused naming what is wrong; nothing was changed */
    Done run() throws SQLException {
        cluster.refuseMembers(topics.decisionGroup(), topics.projectionGroup());
        var ids = cluster.topicIds(topics.all());
        try (var lock = tables.createStatement()) {
            lock.execute("lock table progress in exclusive mode");
        }
        var missing = missing(ids);
        var rows = missing.isEmpty() ? DecisionRebuild.RebuiltRows.NONE : rebuild(missing, ids);
        tables.commit();
        return new Done(rows, missing, setBack(ids));
    }

    private List<MissingRange> missing(Map<String, UUID> ids) throws SQLException {
        var decided = rows("progress", "decided_next", ids);
        var passed = rows("progress", "greatest(decided_next, passed_next)", ids);
        return cluster.committed(topics.decisionGroup()).entrySet().stream()
                .filter(at -> topics.inputs().contains(at.getKey().topic()))
                .filter(at -> at.getValue() > passed.getOrDefault(at.getKey(), 0L))
                .map(at -> new MissingRange(
                        at.getKey(),
                        ids.get(at.getKey().topic()),
                        decided.getOrDefault(at.getKey(), 0L),
                        at.getValue()))
                .toList();
    }

    private DecisionRebuild.RebuiltRows rebuild(List<MissingRange> missing, Map<String, UUID> ids) throws SQLException {
        var parts = missing.stream().collect(Collectors.toMap(MissingRange::partition, Function.identity()));
        try (var staging = new StagingTables(tables)) {
            for (var part : missing) staging.add(part);
            reading.toTheEnd(outputs(ids), record -> stageOutput(staging, parts, record));
            reading.read(offsets(missing, MissingRange::from), offsets(missing, MissingRange::to), record -> {
                unchecked(() -> staging.addArrival(record, subject(record, record.topic())));
            });
            staging.complete();
            return new DecisionRebuild(tables).run();
        }
    }

    private static Map<TopicPartition, Long> offsets(List<MissingRange> missing, Function<MissingRange, Long> offset) {
        return missing.stream().collect(Collectors.toMap(MissingRange::partition, offset));
    }

    /** @return where to read from: the first event that is not applied; dead letters from offset 0, because none is stored */
    private Map<TopicPartition, Long> outputs(Map<String, UUID> ids) throws SQLException {
        var from = new HashMap<TopicPartition, Long>();
        var applied = rows("applied", "applied_next", ids);
        for (var partition : cluster.partitions(List.of(topics.orders(), topics.inventory(), topics.deadLetters()))) {
            from.put(partition, applied.getOrDefault(partition, 0L));
        }
        return from;
    }

    private void stageOutput(
            StagingTables staging, Map<TopicPartition, MissingRange> parts, ConsumerRecord<byte[], byte[]> record) {
        var source = Optional.ofNullable(StagingTables.header(record, EventCodec.SOURCE))
                .flatMap(Coordinates::parse);
        if (source.isEmpty() || !isMissing(parts, source.get())) return;
        unchecked(() -> {
            if (record.topic().equals(topics.deadLetters())) {
                staging.addLetter(source.get(), subject(record, source.get().topic()), record);
            } else {
                var kind = record.topic().equals(topics.orders()) ? EventId.Kind.ORDER : EventId.Kind.INVENTORY;
                if (EventCodec.decode(kind, record.key(), record.value()) instanceof Parsed.Valid<?> valid) {
                    staging.add(source.get(), (Event) valid.value());
                }
            }
        });
    }

    private static boolean isMissing(Map<TopicPartition, MissingRange> parts, Coordinates source) {
        var part = parts.get(new TopicPartition(source.topic(), source.partition()));
        return part != null && part.contains(source.offset());
    }

    /** @return the id of the order or receipt, null if the record cannot be read */
    private UUID subject(ConsumerRecord<byte[], byte[]> record, String input) {
        return InputRecord.subject(input.equals(topics.receiptsIn()), record.key(), record.value())
                .orElse(null);
    }

    /** Lets the projection apply events of after the backup again, because the backup lacks their effects. Returns the partitions. */
    private int setBack(Map<String, UUID> ids) throws SQLException {
        var applied = rows("applied", "applied_next", ids);
        var back = new HashMap<TopicPartition, OffsetAndMetadata>();
        cluster.committed(topics.projectionGroup()).forEach((partition, committed) -> {
            var next = applied.getOrDefault(partition, 0L);
            if (committed > next) back.put(partition, new OffsetAndMetadata(next));
        });
        cluster.set(topics.projectionGroup(), back);
        return back.size();
    }

    /** @return the next offset of each partition; without the rows of deleted topics */
    private Map<TopicPartition, Long> rows(String table, String next, Map<String, UUID> ids) throws SQLException {
        var found = new HashMap<TopicPartition, Long>();
        try (var statement = tables.createStatement();
                var rows = statement.executeQuery(ROWS.replace("NEXT", next).replace("TABLE", table))) {
            while (rows.next()) {
                if (rows.getObject(2, UUID.class).equals(ids.get(rows.getString(1)))) {
                    found.put(new TopicPartition(rows.getString(1), rows.getInt(3)), rows.getLong(4));
                }
            }
        }
        return found;
    }

    private interface CatchUpStep {
        void run() throws SQLException;
    }

    private static void unchecked(CatchUpStep step) {
        try {
            step.run();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
