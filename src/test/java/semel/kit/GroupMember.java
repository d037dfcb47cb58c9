package semel.kit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Joins a consumer group as another member that reads and commits nothing. */
public final class GroupMember implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final CountDownLatch joined = new CountDownLatch(1);

    /** Starts to join and returns at once; see {@link #awaitJoined}. */
    public GroupMember(String bootstrapServers, String group, Map<String, String> protocol, List<String> topics) {
        var settings = new HashMap<String, Object>(protocol);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(() -> live(topics), "member");
        thread.start();
    }

    private void live(List<String> topics) {
        try (consumer) {
            consumer.subscribe(topics);
            while (true) {
                consumer.pause(consumer.assignment());
                consumer.poll(Duration.ofMillis(20));
                if (consumer.groupMetadata().generationId() > 0) {
                    joined.countDown();
                }
            }
        } catch (WakeupException left) {
            // closed
        }
    }

    /** Waits at most a minute until this member has joined. */
    public GroupMember awaitJoined() {
        try {
            if (!joined.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not joined within a minute");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
