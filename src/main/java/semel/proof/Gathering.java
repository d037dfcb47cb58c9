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
 * Takes the cut, waits until everything before it is decided, published and applied, and then opens topics, groups and tables for reading.
 * Blocks; joins no group and commits no offset.
 */
public final class Gathering {
    private static final String NOW = "select cast(pg_current_snapshot() as text)";

    private final Admin admin;
    private final PartitionOffsets offsets;
    private final Map<String, Object> broker;
    private final TopicsConfig topics;
    private final ReadProgress progress;

    /** @param broker settings of a client: {@code bootstrap.servers}, and those of its security */
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
     * @param tables a connection for this history only; must stay open while the history is read
     * @param others requests as their clients know them; those in the table {@code received} may be omitted
     * @param patience the wait; what is not applied then is reported as a backlog
     * @return the history, which the caller must close; fails with IllegalStateException if broker or database do not answer
     */
    public PipelineHistory gather(Connection tables, List<History.ClientRequest> others, Duration patience) {
        try {
            var stateBefore = state(tables);
            var reach = join(new TopicEvidence(admin, new OpenTransactions(admin), broker, topics)
                    .reach(Instant.now().plus(patience), told -> {}));
            // In this order: topics have all that was committed before they are read; all that topics have is committed
            // when the offsets are read again; tables have all that was committed by then.
            var before = join(offsets.committed(topics.decisionGroup()));
            var outputs = outputs();
            var settled = join(offsets.settled(topics.decisionGroup()));
            var committed = join(offsets.committed(topics.decisionGroup()));
            QueryRows.takeSnapshot(tables);
            var state = new QueryRows.TableSnapshot(tables, progress);
            var inputs = inputs(reach, before, settled, committed, ProgressRow.read(state));
            var atRest = inputs.stream().allMatch(input -> input.end() == input.cut());
            progress.expect(ReadProgress.offsets(inputs, outputs) + ReadProgress.rows(tables));
            return new PipelineHistory(
                    broker,
                    topics,
                    state,
                    join(offsets.names(topics.all())),
                    inputs,
                    outputs,
                    open(reach, outputs, atRest),
                    others,
                    atRest ? state(tables) : stateBefore,
                    progress);
        } catch (SQLException | CompletionException failure) {
            throw new IllegalStateException("topics or tables could not be read", failure);
        }
    }

    /** The current snapshot: the cut depends on no clock. */
    private static String state(Connection tables) throws SQLException {
        try (var statement = tables.createStatement();
                var rows = statement.executeQuery(NOW)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private List<OutputPartition> outputs() {
        var partitions = join(offsets.partitions(topics.published()));
        // First: while orders flow, events that are applied later may be after the ends.
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

    /** Finds the open transactions that block the inputs, or the outputs if nothing else is at work. */
    private List<Finding> open(CutBacklog reach, List<OutputPartition> outputs, boolean atRest) {
        var heldUp = outputs.stream()
                .filter(output -> atRest && output.lastStable() < output.highWatermark())
                .map(output -> new TopicPartition(output.topic(), output.partition()))
                .toList();
        var open = new ArrayList<>(reach.open());
        var servers = broker.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        new OpenTransactions(admin)
                .in(heldUp)
                .toCompletableFuture()
                .join()
                .forEach(each -> open.add(Finding.of(each, servers)));
        return open;
    }

    private List<InputPartition> inputs(
            CutBacklog reach,
            Map<TopicPartition, Long> before,
            Map<TopicPartition, Long> settled,
            Map<TopicPartition, Long> committed,
            Map<ProgressRow.InputKey, ProgressRow> progress) {
        var ends = join(offsets.partitions(topics.inputs()).chain(offsets::ends));
        return reach.inputs().stream()
                .map(input -> {
                    var at = new TopicPartition(input.topic(), input.partition());
                    var done = progress.getOrDefault(
                            new ProgressRow.InputKey(input.topicId(), input.partition()),
                            ProgressRow.beginningAt(input.first()));
                    return new InputPartition(
                            input.topic(),
                            input.partition(),
                            input.topic().equals(topics.receiptsIn()),
                            input.first(),
                            reach.isBehind(at) ? cut(input, before.getOrDefault(at, 0L)) : input.next(),
                            input.next(),
                            ends.get(at),
                            done.passes(committed.getOrDefault(at, 0L)),
                            settled.getOrDefault(at, committed.containsKey(at) ? Long.MAX_VALUE : 0),
                            Math.max(done.decided(), done.passed()),
                            done.published());
                })
                .toList();
    }

    /** Records that the group had not reached in time are not judged, even if they are decided now. */
    private static long cut(InputEnd input, long committed) {
        return Math.min(Math.max(input.first(), committed), input.next());
    }

    private static <T> T join(Uni<T> answer) {
        return answer.subscribeAsCompletionStage().join();
    }
}
