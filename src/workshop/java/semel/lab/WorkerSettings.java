package semel.lab;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import semel.codec.EventCodec;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.kafka.Coordinates;
import semel.kafka.TestTopics;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;

/**
 * Holds the settings that all lanes share, and creates clients with them. Settings that distinguish a lane are in that lane.
 *
 * @param prefix prefix of the names of topics and groups
 * @param instance name of the worker
 * @param protocol settings for the protocol of the consumer group
 * @param moments injects faults; null until the worker runs
 */
public record WorkerSettings(
        String bootstrapServers,
        String prefix,
        String instance,
        Map<String, String> protocol,
        String jdbcUrl,
        String user,
        String password,
        @JsonIgnore MomentSwitch moments) {
    /** A worker prints this when it has its partitions. */
    public static final String READY = "READY";

    private static final Duration POLL = Duration.ofMillis(100);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Describes the settings as JSON, for another process. */
    public String describe() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param description the result of {@link #describe()} */
    public static WorkerSettings of(String description, MomentSwitch moments) throws JsonProcessingException {
        var given = JSON.readValue(description, WorkerSettings.class);
        return new WorkerSettings(
                given.bootstrapServers,
                given.prefix,
                given.instance,
                given.protocol,
                given.jdbcUrl,
                given.user,
                given.password,
                moments);
    }

    public TopicsConfig topics() {
        return new TestTopics(prefix);
    }

    /** A consumer in the decision group; it does not commit offsets automatically. */
    public Consumer<byte[], byte[]> consumer() {
        return consumer(topics().decisionGroup(), protocol);
    }

    public Consumer<byte[], byte[]> consumer(String group, Map<String, String> protocol) {
        var settings = new HashMap<String, Object>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG, group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "200"));
        if (!protocol.containsKey(ConsumerConfig.GROUP_PROTOCOL_CONFIG)) {
            settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000"); // set by the broker under KIP-848
            settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1000");
        }
        settings.putAll(protocol);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @param own settings that override the defaults; by default it is idempotent and waits for all replicas */
    public Producer<byte[], byte[]> producer(Map<String, String> own) {
        var settings = new HashMap<String, Object>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "1500",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000",
                ProducerConfig.LINGER_MS_CONFIG, "5"));
        settings.putAll(own);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A connection without auto-commit. */
    public Connection database() throws SQLException {
        var settings = new Properties();
        settings.putAll(Map.of("user", user, "password", password, "socketTimeout", "10"));
        var connection = DriverManager.getConnection(jdbcUrl, settings);
        connection.setAutoCommit(false);
        return connection;
    }

    public void subscribe(Consumer<byte[], byte[]> consumer) {
        subscribe(consumer, topics().ordersIn());
    }

    void subscribe(Consumer<byte[], byte[]> consumer, String topic) {
        subscribe(consumer, List.of(topic));
    }

    public void subscribe(Consumer<byte[], byte[]> consumer, Collection<String> topics) {
        consumer.subscribe(topics, ready());
    }

    /** Prints {@link #READY} when partitions are assigned. */
    public ConsumerRebalanceListener ready() {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                System.out.println(READY + " " + partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        };
    }

    /** @return the next orders; may be empty */
    public List<PlacedOrder> poll(Consumer<byte[], byte[]> consumer) {
        var placed = new ArrayList<PlacedOrder>();
        for (var record : consumer.poll(POLL)) {
            placed.add(placed(record));
        }
        return placed;
    }

    public static PlacedOrder placed(ConsumerRecord<byte[], byte[]> record) {
        return new PlacedOrder(order(record), at(record));
    }

    /** Called by a worker that has reached the moment with these orders; does nothing if there are none. */
    void reach(FaultMoment moment, List<PlacedOrder> placed) {
        if (!placed.isEmpty()) {
            moments.reach(moment);
        }
    }

    public static Coordinates at(ConsumerRecord<byte[], byte[]> record) {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    private static Order order(ConsumerRecord<byte[], byte[]> record) {
        if (OrderCodec.decode(record.key(), record.value()) instanceof Parsed.Valid<Order> valid) {
            return valid.value();
        }
        throw new IllegalStateException("no order at " + at(record));
    }

    /** @return the id of the event in the record */
    static EventId event(EventId.Kind kind, ConsumerRecord<byte[], byte[]> record) {
        if (EventCodec.decode(kind, record.key(), record.value()) instanceof Parsed.Valid<? extends Event> valid) {
            return valid.value().id();
        }
        throw new IllegalStateException("no event at " + at(record));
    }

    /** Decides orders. @return the records to publish */
    List<ProducerRecord<byte[], byte[]>> decide(Desk desk, List<PlacedOrder> placed) {
        return placed.stream()
                .flatMap(one ->
                        desk.decide(one.order()).stream().map(event -> EventCodec.encode(topics(), event, one.at())))
                .toList();
    }

    /** Publishes records, and waits until the broker has acknowledged all of them. */
    public static void publish(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        var sent = new ArrayList<Future<RecordMetadata>>();
        for (var record : records) {
            sent.add(producer.send(record));
        }
        producer.flush();
        for (var outcome : sent) {
            outcome.get();
        }
    }
}
