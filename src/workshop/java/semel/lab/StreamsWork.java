package semel.lab;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.kafka.Coordinates;
import semel.order.Order;

/** Runs Kafka Streams with {@code exactly_once_v2}: events and offsets are in one Kafka transaction. A sink applies the events. */
public final class StreamsWork implements LaneWork {
    private static final String SOURCE = "orders in";
    private static final String DECISION = "decision";

    private final LaneWork sink;
    private final int commitMillis;

    /** @param commitMillis interval between commits of a transaction */
    public StreamsWork(LaneWork sink, int commitMillis) {
        this.sink = sink;
        this.commitMillis = commitMillis;
    }

    @Override
    public void at(WorkerSettings settings) throws Exception {
        var failed = new CompletableFuture<Void>();
        try (var streams = new KafkaStreams(topology(settings), properties(settings))) {
            streams.setUncaughtExceptionHandler(failure -> {
                failed.completeExceptionally(failure);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            var sinkThread = new Thread(() -> apply(settings, failed), "sink");
            sinkThread.setDaemon(true);
            sinkThread.start();
            failed.get();
        }
    }

    private void apply(WorkerSettings settings, CompletableFuture<Void> failed) {
        try {
            sink.at(settings);
        } catch (Exception failure) {
            failed.completeExceptionally(failure);
        }
    }

    private static Topology topology(WorkerSettings settings) {
        var topics = settings.topics();
        var topology = new Topology();
        topology.addSource(SOURCE, topics.ordersIn());
        topology.addProcessor(DECISION, () -> new StreamsDecision(settings), SOURCE);
        for (var topic : topics.outputs()) {
            topology.addSink(topic, topic, DECISION);
        }
        return topology;
    }

    private Properties properties(WorkerSettings settings) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.topics().decisionGroup());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMillis);
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                System.getProperty("java.io.tmpdir") + "/" + settings.prefix() + settings.instance());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "6000");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "1000");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), "6000");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), "1500");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), "6000");
        return properties;
    }

    /** Forwards each event to the topic of its kind. */
    private static final class StreamsDecision extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        private final WorkerSettings settings;
        private final Desk desk = new Desk();

        StreamsDecision(WorkerSettings settings) {
            this.settings = settings;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            settings.moments().reach(FaultMoment.POLLED);
            var placed = new PlacedOrder(order(record), at());
            for (var event : settings.decide(desk, List.of(placed))) {
                context()
                        .forward(
                                new Record<>(event.key(), event.value(), record.timestamp(), event.headers()),
                                event.topic());
            }
            settings.moments().reach(FaultMoment.PRODUCED);
        }

        private Coordinates at() {
            var at = context().recordMetadata().orElseThrow();
            return new Coordinates(at.topic(), at.partition(), at.offset());
        }

        private static Order order(Record<byte[], byte[]> record) {
            if (OrderCodec.decode(record.key(), record.value()) instanceof Parsed.Valid<Order> valid) {
                return valid.value();
            }
            throw new IllegalStateException("the record is no order");
        }
    }
}
