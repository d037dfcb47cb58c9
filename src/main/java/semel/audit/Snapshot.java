package semel.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import semel.order.EventId;
import semel.order.ProductId;
import semel.wire.Coordinates;
import semel.wire.Topics;

/**
 * The history of a pipeline, read from its topics and from one snapshot of its tables. Its requests are those that intake wrote
 * down, and what their clients know of them.
 *
 * @see Gathering
 */
public final class Snapshot implements History, AutoCloseable {
    private static final String SUPPRESSED = "select topic_id, partition, record_offset, id from suppressed";
    private static final String DEAD_LETTERS = "select topic_id, partition, record_offset from dead_letter";
    private static final String REPEATED = "select subject, kind, line, partition, record_offset from repeated_event";
    private static final String STOCK = """
            select product_id, coalesce(s.on_hand, 0) as decided, coalesce(s.number, 0) as decided_number,
                   coalesce(i.on_hand, 0) as applied, coalesce(i.number, 0) as applied_number
            from stock s full join inventory i using (product_id)
            """;

    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> uncommitted;
    private final Topics topics;
    private final TopicRecords records;
    private final Connection tables;
    private final Map<UUID, String> names;
    private final List<InputPartition> inputs;
    private final List<OutputPartition> outputs;
    private final List<Request> others;
    private final String known;

    /**
     * @param tables sees one state, taken after all that came before the cut was applied
     * @param names of the input topics, by their ids
     * @param others requests as their clients know them, those under one key as they were made
     * @param known the state of the tables in which acknowledgements count: what was acknowledged later may stand behind the cut
     */
    Snapshot(
            Map<String, Object> broker,
            Topics topics,
            Connection tables,
            Map<UUID, String> names,
            List<InputPartition> inputs,
            List<OutputPartition> outputs,
            List<Request> others,
            String known) {
        this.committed = PartitionReading.consumer(broker, IsolationLevel.READ_COMMITTED);
        this.uncommitted = PartitionReading.consumer(broker, IsolationLevel.READ_UNCOMMITTED);
        this.topics = topics;
        this.records = new TopicRecords(topics);
        this.tables = tables;
        this.names = names;
        this.inputs = inputs;
        this.outputs = outputs;
        this.others = others;
        this.known = known;
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
    public Iterable<Request> requests() {
        return new Requests(new ReceivedRows(tables, known), others);
    }

    @Override
    public Iterable<Arrival> arrivals(InputPartition input) {
        return read(
                committed,
                new TopicPartition(input.topic(), input.partition()),
                input.first(),
                input.cut(),
                records::arrival);
    }

    @Override
    public Iterable<Published> committed(OutputPartition output) {
        return read(committed, output);
    }

    @Override
    public Iterable<Published> uncommitted(OutputPartition output) {
        return read(uncommitted, output);
    }

    private Iterable<Published> read(KafkaConsumer<byte[], byte[]> consumer, OutputPartition output) {
        return read(
                consumer,
                new TopicPartition(output.topic(), output.partition()),
                0,
                output.lastStable(),
                records::published);
    }

    private <T> Iterable<T> read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long from,
            long to,
            Function<ConsumerRecord<byte[], byte[]>, T> meaning) {
        var reading = new PartitionReading(consumer, partition, from, to);
        return () ->
                StreamSupport.stream(reading.spliterator(), false).map(meaning).iterator();
    }

    @Override
    public Iterable<Arrival> suppressed() {
        return new TableReading<>(tables, SUPPRESSED, row -> new Arrival(source(row), row.getObject("id", UUID.class)));
    }

    @Override
    public Iterable<Coordinates> deadLetters() {
        return new TableReading<>(tables, DEAD_LETTERS, this::source);
    }

    /** A topic that is not there any more goes by its id. */
    private Coordinates source(ResultSet row) throws SQLException {
        var topic = row.getObject("topic_id", UUID.class);
        return new Coordinates(
                names.getOrDefault(topic, topic.toString()), row.getInt("partition"), row.getLong("record_offset"));
    }

    @Override
    public Iterable<Applied> applied() {
        return new AppliedRows(topics, tables);
    }

    @Override
    public Iterable<Repeated> repeated() {
        return new TableReading<>(tables, REPEATED, this::repeated);
    }

    private Repeated repeated(ResultSet row) throws SQLException {
        var kind = EventId.Kind.of(row.getInt("kind"));
        return new Repeated(
                new EventId(row.getObject("subject", UUID.class), kind, row.getInt("line")),
                new Coordinates(topics.of(kind), row.getInt("partition"), row.getLong("record_offset")));
    }

    @Override
    public Iterable<StockLevel> stock() {
        return new TableReading<>(
                tables,
                STOCK,
                row -> new StockLevel(
                        new ProductId(row.getString("product_id")),
                        row.getLong("decided"),
                        row.getLong("decided_number"),
                        row.getLong("applied"),
                        row.getLong("applied_number")));
    }

    /** Closes what reads the topics; the tables' connection belongs to whoever gave it. */
    @Override
    public void close() {
        committed.close();
        uncommitted.close();
    }
}
