package semel.demo;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import semel.kit.Servers;

/** Reads topics of one partition from their start, without a group, as far as its isolation level allows. */
record LogReader(Servers servers, IsolationLevel isolation) {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    List<ConsumerRecord<String, String>> read(String topic) {
        var partition = new TopicPartition(topic, 0);
        var records = new ArrayList<ConsumerRecord<String, String>>();
        try (var consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var end = end(consumer, partition);
            // By position, not by number of records: markers and aborted records have offsets but are not returned.
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** @return for read_committed the last stable offset, for read_uncommitted the high watermark */
    long end(String topic) {
        try (var consumer = consumer()) {
            return end(consumer, new TopicPartition(topic, 0));
        }
    }

    /** Waits until the end reaches the offset: markers are written after the call that ends a transaction has returned. */
    void awaitEnd(String topic, long offset) {
        await().atMost(PATIENCE).until(() -> end(topic) >= offset);
    }

    private static long end(KafkaConsumer<String, String> consumer, TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).get(partition);
    }

    private KafkaConsumer<String, String> consumer() {
        var settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers());
        // read_uncommitted by default: open and aborted records are returned like all others.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }
}
