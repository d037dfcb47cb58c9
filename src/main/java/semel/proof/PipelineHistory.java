package semel.proof;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import semel.audit.Finding;
import semel.kafka.TopicsConfig;

/**
 * The history of a pipeline, read from its topics and from one snapshot of its tables. Its requests are those that intake wrote
 * down, and what their clients know of them.
 *
 * @see Gathering
 */
public final class PipelineHistory extends TableHistory implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> uncommitted;
    private final TopicsConfig topics;
    private final TopicRecords records;
    /** Read by who judges, while the others are read ahead. */
    private final TopicRecords aborted;

    private final Map<UUID, String> names;
    private final List<InputPartition> inputs;
    private final List<OutputPartition> outputs;
    private final List<Finding> open;
    private final List<ClientRequest> others;
    private final String known;
    private final ReadProgress progress;

    /**
     * @param tables sees one state, taken after all that came before the cut was applied
     * @param names of topics, by their ids
     * @param others requests as their clients know them, those under one key as they were made
     * @param known the state of the tables in which acknowledgements count: what was acknowledged later may stand behind the cut
     */
    PipelineHistory(
            Map<String, Object> broker,
            TopicsConfig topics,
            QueryRows.TableSnapshot tables,
            Map<UUID, String> names,
            List<InputPartition> inputs,
            List<OutputPartition> outputs,
            List<Finding> open,
            List<ClientRequest> others,
            String known,
            ReadProgress progress) {
        super(topics, names, tables);
        this.committed = PartitionRecords.consumer(broker, IsolationLevel.READ_COMMITTED);
        this.uncommitted = PartitionRecords.consumer(broker, IsolationLevel.READ_UNCOMMITTED);
        this.topics = topics;
        this.records = new TopicRecords(topics);
        this.aborted = new TopicRecords(topics);
        this.names = names;
        this.inputs = inputs;
        this.outputs = outputs;
        this.open = open;
        this.others = others;
        this.known = known;
        this.progress = progress;
    }

    @Override
    public void begin() {
        progress.begin();
    }

    @Override
    public List<InputPartition> inputs() {
        return inputs;
    }

    @Override
    public List<OutputPartition> outputs() {
        return outputs;
    }

    @Override
    public Iterable<ClientRequest> requests() {
        return new MergedRequests(new RequestRows(tables(), known), others);
    }

    @Override
    public Iterable<InputEntry> arrivals(InputPartition input) {
        return read(
                committed,
                new TopicPartition(input.topic(), input.partition()),
                input.first(),
                input.cut(),
                records::arrival);
    }

    @Override
    public Iterable<InputEntry> underWay(InputPartition input) {
        return read(
                uncommitted,
                new TopicPartition(input.topic(), input.partition()),
                input.cut(),
                input.noted(),
                records::arrival);
    }

    @Override
    public Iterable<OutputRecord> heldUp(OutputPartition output) {
        return read(
                uncommitted,
                new TopicPartition(output.topic(), output.partition()),
                output.lastStable(),
                output.highWatermark(),
                records::published);
    }

    @Override
    public List<Finding> open() {
        return open;
    }

    @Override
    public Iterable<OutputRecord> committed(OutputPartition output) {
        return read(committed, output, records::published);
    }

    @Override
    public Iterable<LazyRecord> uncommitted(OutputPartition output) {
        return read(uncommitted, output, aborted::seen);
    }

    private <T> Iterable<T> read(
            KafkaConsumer<byte[], byte[]> consumer,
            OutputPartition output,
            Function<ConsumerRecord<byte[], byte[]>, T> meaning) {
        return read(consumer, new TopicPartition(output.topic(), output.partition()), 0, output.lastStable(), meaning);
    }

    private <T> Iterable<T> read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long from,
            long to,
            Function<ConsumerRecord<byte[], byte[]>, T> meaning) {
        var reading = new PartitionRecords<>(consumer, partition, from, to, meaning, progress);
        return () -> tables().ahead().iterator(reading);
    }

    @Override
    public Iterable<OutputRecord.PublishedEvent> deleted() {
        return DeletedOutputRows.read(topics, names, tables(), outputs);
    }

    /** Closes what reads the topics; the tables' connection belongs to whoever gave it. */
    @Override
    public void close() {
        tables().ahead().close();
        committed.close();
        uncommitted.close();
    }
}
