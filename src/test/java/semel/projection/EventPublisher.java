package semel.projection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import semel.codec.EventCodec;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;

/** Publishes events in transactions, as the decision does, but with the plain Kafka producer. */
public final class EventPublisher implements AutoCloseable {
    private static final Coordinates SOURCE = new Coordinates("orders-in", 0, 0);

    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicsConfig topics;

    public EventPublisher(String bootstrapServers, TopicsConfig topics) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        UUID.randomUUID().toString()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.topics = topics;
        producer.initTransactions();
    }

    public void commit(Event... events) {
        producer.beginTransaction();
        send(List.of(events));
        producer.commitTransaction();
    }

    void commit(List<ProducerRecord<byte[], byte[]>> records) {
        producer.beginTransaction();
        records.forEach(producer::send);
        producer.commitTransaction();
    }

    public void abort(Event... events) {
        producer.beginTransaction();
        send(List.of(events));
        producer.flush();
        producer.abortTransaction();
    }

    /** @return the coordinates of the record */
    public Coordinates commitRaw(String topic, String key, String value) {
        try {
            producer.beginTransaction();
            var sent = producer.send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
            producer.commitTransaction();
            return new Coordinates(topic, sent.get().partition(), sent.get().offset());
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void send(List<Event> events) {
        events.forEach(event -> producer.send(EventCodec.encode(topics, event, SOURCE)));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
