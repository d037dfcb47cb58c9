package semel.proof;

import io.smallrye.mutiny.Uni;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import semel.audit.CutBacklog;
import semel.audit.Finding;
import semel.audit.InputEnd;
import semel.audit.TopicEvidence;
import semel.kafka.OpenTransactions;
import semel.kafka.PartitionOffsets;
import semel.kafka.TopicsConfig;
import semel.proof.History.InputPartition;
import semel.proof.History.OutputPartition;

/**
 * Takes the cut, waits until everything before it is decided, published and applied, then takes what topics, groups and
 * tables say. Blocks, moves nothing, belongs to no group.
 */
public final class Gathering {
    private static final String NOW = "select cast(pg_current_snapshot() as text)";

    private final Admin admin;
    private final PartitionOffsets offsets;
    private final Map<String, Object> broker;
    private final TopicsConfig topics;
    private final ReadProgress progress;

    /** @param broker settings of a client: {@code bootstrap.servers}, and what its security needs */
    public Gathering(Admin admin, Map<String, Object> broker, TopicsConfig topics) {
        this(admin, broker, topics, new ReadProgress());
    }

    Gathering(Admin admin, Map<String, Object> broker, TopicsConfig topics, ReadProgress progress) {
        this.admin = admin;
        this.offsets = new PartitionOffsets(admin, TopicEvidence.TIMEOUT_MILLIS);
        this.broker = broker;
        this.topics = topics;
        this.progress = progress;
    }

    /**
     * @param tables a connection for this history alone, which must stay open for as long as the history is read
     * @param others requests as their clients know them; those that intake wrote down need not be among them
     * @param patience what is not applied after it is told as being behind
     * @return the history, to be closed by the caller; fails with IllegalStateException where broker or database do not answer
     */
    public PipelineHistory gather(Connection tables, List<History.ClientRequest> others, Duration patience) {
        try {
            var stateBefore = state(tables);
            var backlog = join(new TopicEvidence(admin, new OpenTransactions(admin), broker, topics)
                    .reach(Instant.now().plus(patience), told -> {}));
            // In this order: what the group committed before, topics show; what topics show, it had committed; what it
            // committed, the tables show.
            var before = join(offsets.committed(topics.decisionGroup()));
            var outputs = outputs();
            var settled = join(offsets.settled(topics.decisionGroup()));
            var committed = join(offsets.committed(topics.decisionGroup()));
            QueryRows.takeSnapshot(tables);
            var state = new QueryRows.TableSnapshot(tables, progress);
            var inputs = inputs(backlog, before, settled, committed, ProgressRow.read(state));
            var atRest = inputs.stream().allMatch(input -> input.end() == input.cut());
            progress.expect(ReadProgress.offsets(inputs, outputs) + ReadProgress.rows(tables));
            return new PipelineHistory(
                    broker,
                    topics,
                    state,
                    join(offsets.names(topics.all())),
                    inputs,
                    outputs,
                    open(backlog, outputs, atRest),
                    others,
                    atRest ? state(tables) : stateBefore,
                    progress);
        } catch (SQLException | CompletionException failure) {
            throw new IllegalStateException("topics or tables could not be read", failure);
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

    private List<OutputPartition> outputs() {
        var partitions = join(offsets.partitions(
                List.of(topics.orders(), topics.inventory(), topics.notifications(), topics.deadLetters())));
        // First: while orders flow, what is applied a moment later may stand behind the ends.
        var applied = join(offsets.committed(topics.projectionGroup()));
        var first = join(offsets.first(partitions));
        var lastStable = join(offsets.lastStable(partitions));
        var highWatermark = join(offsets.ends(partitions));
        return partitions.stream()
                .map(at -> new OutputPartition(
                        at.topic(),
                        at.partition(),
                        at.topic().equals(topics.deadLetters()),
                        first.get(at),
                        lastStable.get(at),
                        highWatermark.get(at),
                        applied.getOrDefault(at, 0L)))
                .toList();
    }

    /** Who holds up the inputs, or the outputs where nobody else is at work. */
    private List<Finding> open(CutBacklog backlog, List<OutputPartition> outputs, boolean atRest) {
        var heldUp = outputs.stream()
                .filter(output -> atRest && output.lastStable() < output.highWatermark())
                .map(output -> new TopicPartition(output.topic(), output.partition()))
                .toList();
        var open = new ArrayList<>(backlog.open());
        var servers = broker.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        new OpenTransactions(admin)
                .in(heldUp)
                .toCompletableFuture()
                .join()
                .forEach(each -> open.add(Finding.of(each, servers)));
        return open;
    }

    private List<InputPartition> inputs(
            CutBacklog backlog,
            Map<TopicPartition, Long> before,
            Map<TopicPartition, Long> settled,
            Map<TopicPartition, Long> committed,
            Map<ProgressRow.InputKey, ProgressRow> progress) {
        var ends = join(offsets.partitions(topics.inputs()).chain(offsets::ends));
        return backlog.inputs().stream()
                .map(input -> {
                    var at = new TopicPartition(input.topic(), input.partition());
                    var done = progress.getOrDefault(
                            new ProgressRow.InputKey(input.topicId(), input.partition()), ProgressRow.NONE);
                    return new InputPartition(
                            input.topic(),
                            input.partition(),
                            input.topic().equals(topics.receiptsIn()),
                            input.first(),
                            backlog.isBehind(at) ? cut(input, before.getOrDefault(at, 0L)) : input.next(),
                            input.next(),
                            ends.get(at),
                            done.passes(committed.getOrDefault(at, 0L)),
                            settled.getOrDefault(at, committed.containsKey(at) ? Long.MAX_VALUE : 0),
                            Math.max(done.decided(), done.passed()),
                            done.published());
                })
                .toList();
    }

    /** What the group had not come to in time is not judged, though it may be decided by now. */
    private static long cut(InputEnd input, long committed) {
        return Math.min(Math.max(input.first(), committed), input.next());
    }

    private static <T> T join(Uni<T> answer) {
        return answer.subscribeAsCompletionStage().join();
    }
}
