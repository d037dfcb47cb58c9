package semel.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import semel.audit.History.InputPartition;
import semel.audit.History.OutputPartition;
import semel.wire.Topics;

/**
 * Takes the cut, waits until everything before it is decided, published and applied, then takes what topics, groups and
 * tables say. Blocks, moves nothing, belongs to no group.
 */
public final class Gathering {
    private static final String NOW = "select cast(pg_current_snapshot() as text)";
    private static final String PROGRESS = "select topic_id, partition, decided_next, published_next from progress";

    private final Admin admin;
    private final Map<String, Object> broker;
    private final Topics topics;

    /** @param broker settings of a client: {@code bootstrap.servers}, and what its security needs */
    public Gathering(Admin admin, Map<String, Object> broker, Topics topics) {
        this.admin = admin;
        this.broker = broker;
        this.topics = topics;
    }

    /**
     * @param tables a connection for this history alone, which must stay open for as long as the history is read
     * @param others requests as whoever made them knows them; those that came through intake need not be among them
     * @param patience what is not through after it is told as being behind
     * @return the history, to be closed by whoever asked; fails with IllegalStateException where broker or database do not answer
     */
    public Snapshot gather(Connection tables, List<History.Request> others, Duration patience) {
        try {
            var before = state(tables);
            var reach = new TopicEvidence(admin, broker, topics)
                    .reach(Instant.now().plus(patience), told -> {})
                    .subscribeAsCompletionStage()
                    .join();
            // In this order: what a group committed by then, the tables show; what topics show by then, it had
            // committed.
            var outputs = outputs();
            var committed = committed(topics.decisionGroup());
            TableReading.takeSnapshot(tables);
            var inputs = inputs(reach.inputs(), committed, progress(tables));
            var atRest = inputs.stream().allMatch(input -> input.end() == input.cut());
            return new Snapshot(
                    broker,
                    topics,
                    tables,
                    reach.inputs().stream()
                            .collect(Collectors.toMap(InputEnd::topicId, InputEnd::topic, (one, same) -> one)),
                    inputs,
                    outputs,
                    others,
                    atRest ? state(tables) : before);
        } catch (SQLException | ExecutionException failure) {
            throw new IllegalStateException("topics or tables could not be read", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** What the tables show now; no clock tells what came before the cut. */
    private static String state(Connection tables) throws SQLException {
        try (var statement = tables.createStatement();
                var rows = statement.executeQuery(NOW)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private List<OutputPartition> outputs() throws ExecutionException, InterruptedException {
        var partitions =
                partitions(List.of(topics.orders(), topics.inventory(), topics.notifications(), topics.deadLetters()));
        // First: while orders flow, what is applied a moment later may stand behind the ends.
        var applied = committed(topics.projectionGroup());
        var lastStable = ends(partitions, IsolationLevel.READ_COMMITTED);
        var highWatermark = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
        return partitions.stream()
                .map(at -> new OutputPartition(
                        at.topic(),
                        at.partition(),
                        lastStable.get(at),
                        highWatermark.get(at),
                        applied.getOrDefault(at, 0L)))
                .toList();
    }

    private List<InputPartition> inputs(
            List<InputEnd> cut, Map<TopicPartition, Long> committed, Map<Source, Progress> progress)
            throws ExecutionException, InterruptedException {
        var ends = ends(partitions(topics.inputs()), IsolationLevel.READ_COMMITTED);
        return cut.stream()
                .map(input -> {
                    var at = new TopicPartition(input.topic(), input.partition());
                    var done = progress.getOrDefault(new Source(input.topicId(), input.partition()), Progress.NONE);
                    return new InputPartition(
                            input.topic(),
                            input.partition(),
                            input.topic().equals(topics.receiptsIn()),
                            input.first(),
                            input.next(),
                            ends.get(at),
                            committed.getOrDefault(at, 0L),
                            done.decided(),
                            done.published());
                })
                .toList();
    }

    private record Source(UUID topicId, int partition) {}

    private record Progress(Source source, long decided, long published) {
        static final Progress NONE = new Progress(null, 0, 0);
    }

    private static Map<Source, Progress> progress(Connection tables) {
        var found = new HashMap<Source, Progress>();
        new TableReading<>(
                        tables,
                        PROGRESS,
                        row -> new Progress(
                                new Source(row.getObject("topic_id", UUID.class), row.getInt("partition")),
                                row.getLong("decided_next"),
                                row.getLong("published_next")))
                .forEach(progress -> found.put(progress.source(), progress));
        return found;
    }

    private List<TopicPartition> partitions(Collection<String> names) throws ExecutionException, InterruptedException {
        return TopicEvidence.partitions(
                admin.describeTopics(names).allTopicNames().get());
    }

    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        var latest = partitions.stream().collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
        return TopicEvidence.offsets(admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get());
    }

    private Map<TopicPartition, Long> committed(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        var known = new HashMap<TopicPartition, Long>();
        offsets.forEach((at, offset) -> {
            if (offset != null) {
                known.put(at, offset.offset());
            }
        });
        return known;
    }
}
