package semel.proof;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import semel.audit.Finding;
import semel.kafka.TopicsConfig;
import semel.sql.ErasureSeal;

/**
 * Reads the history of a pipeline from its topics and from one snapshot of its tables. Its requests are the rows of {@code received},
 * merged with what clients know.
 *
 * @see Gathering
 */
public final class PipelineHistory extends TableHistory implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> uncommitted;
    private final TopicsConfig topics;
    private final TopicRecords records;
    /** Used by the checks' thread; the others are read ahead in other threads. */
    private final TopicRecords aborted;

    private final Map<UUID, String> names;
    private final List<InputPartition> inputs;
    private final List<OutputPartition> outputs;
    private final List<Finding> open;
    private final List<ClientRequest> others;
    private final String known;
    private final ReadProgress progress;

    /**
     * @param tables one snapshot, taken after everything before the cut was applied
     * @param names of topics, by their ids
     * @param others requests as their clients know them; those with one key in the order they were made
     * @param known the snapshot in which acknowledgements count: a request acknowledged later may be after the cut
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
        return DeletedOutputRows.read(topics, names, tables(), outputs, former);
    }

    @Override
    public Map<String, String> contradictedErasures() {
        var contradicted = new TreeMap<String, String>();
        new QueryRows<>(tables(), ErasureSeal.CONTRADICTED, row -> Map.entry(row.getString("id"), row.getString("why")))
                .forEach(row -> contradicted.put(row.getKey(), row.getValue()));
        return contradicted;
    }

    /** Closes the consumers; the caller closes the tables' connection. */
    @Override
    public void close() {
        tables().ahead().close();
        committed.close();
        uncommitted.close();
    }
}
