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

/** Kafka Streams with {@code exactly_once_v2}: input, events and offsets in one transaction of Kafka. A sink applies the events. */
public final class StreamsWork implements LaneWork {
    private static final String SOURCE = "orders in";
    private static final String DECISION = "decision";

    private final LaneWork sink;
    private final int commitMillis;

    /** @param commitMillis how often a transaction is committed */
    public StreamsWork(LaneWork sink, int commitMillis) {
        this.sink = sink;
        this.commitMillis = commitMillis;
    }

    @Override
    public void at(WorkerSettings here) throws Exception {
        var failed = new CompletableFuture<Void>();
        try (var streams = new KafkaStreams(topology(here), settings(here))) {
            streams.setUncaughtExceptionHandler(failure -> {
                failed.completeExceptionally(failure);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            var applying = new Thread(() -> apply(here, failed), "sink");
            applying.setDaemon(true);
            applying.start();
            failed.get();
        }
    }

    private void apply(WorkerSettings here, CompletableFuture<Void> failed) {
        try {
            sink.at(here);
        } catch (Exception failure) {
            failed.completeExceptionally(failure);
        }
    }

    private static Topology topology(WorkerSettings here) {
        var topics = here.topics();
        var topology = new Topology();
        topology.addSource(SOURCE, topics.ordersIn());
        topology.addProcessor(DECISION, () -> new StreamsDecision(here), SOURCE);
        for (var topic : topics.outputs()) {
            topology.addSink(topic, topic, DECISION);
        }
        return topology;
    }

    private Properties settings(WorkerSettings here) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, here.topics().decisionGroup());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, here.bootstrapServers());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMillis);
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG,
                System.getProperty("java.io.tmpdir") + "/" + here.prefix() + here.instance());
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "6000");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "1000");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), "6000");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), "1500");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), "6000");
        return settings;
    }

    /** Forwards each event to the topic of its kind. */
    private static final class StreamsDecision extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        private final WorkerSettings here;
        private final Desk desk = new Desk();

        StreamsDecision(WorkerSettings here) {
            this.here = here;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            here.moments().reach(FaultMoment.POLLED);
            var placed = new PlacedOrder(order(record), at());
            for (var event : here.decide(desk, List.of(placed))) {
                context()
                        .forward(
                                new Record<>(event.key(), event.value(), record.timestamp(), event.headers()),
                                event.topic());
            }
            here.moments().reach(FaultMoment.PRODUCED);
        }

        private Coordinates at() {
            var at = context().recordMetadata().orElseThrow();
            return new Coordinates(at.topic(), at.partition(), at.offset());
        }

        private static Order order(Record<byte[], byte[]> record) {
            if (OrderCodec.decode(record.key(), record.value()) instanceof Parsed.Valid<Order> valid) {
                return valid.value();
            }
            throw new IllegalStateException("a record that is no order");
        }
    }
}
