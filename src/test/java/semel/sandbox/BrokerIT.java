package semel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks that a broker of the sandbox has what the tests need, and keeps its data when it is frozen or killed. */
class BrokerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Broker broker;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = Broker.start();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
    }

    @AfterAll
    static void end() {
        admin.close(Duration.ZERO);
        broker.close();
        assertThat(broker.isAlive()).isFalse();
        assertThat(broker.folder()).doesNotExist();
    }

    @Test
    void theClusterUsesTransactionVersionTwo() throws Exception {
        // When
        var features = admin.describeFeatures().featureMetadata().get();
        // Then
        assertThat(features.finalizedFeatures().get("transaction.version").maxVersionLevel())
                .isEqualTo((short) 2);
    }

    @Test
    void bothGroupProtocolsAreSupported() {
        // Given
        var topic = created("protocols");
        produce(topic, "one", true);
        // When, Then
        for (var protocol : List.of("classic", "consumer")) {
            assertThat(consumed(topic, protocol)).containsExactly("one");
        }
    }

    @Test
    void anAbortedTransactionIsNotRead() {
        // Given
        var topic = created("transactions");
        // When
        produce(topic, "aborted", false);
        produce(topic, "committed", true);
        // Then
        assertThat(consumed(topic, "classic")).containsExactly("committed");
    }

    @Test
    void aMissingTopicIsNotCreatedByARequest() {
        // Given
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "1000");
        // When: this request would create the topic if the broker allowed it
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() -> producer.partitionsFor("nowhere"))
                    .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
        }
        // Then
        assertThat(topics()).doesNotContain("nowhere");
    }

    @Test
    void aFrozenBrokerIsSilentUntilItIsThawed() throws Exception {
        // Given
        assertThat(topics()).isNotNull();
        // When
        broker.freeze();
        // Then: a request that it was already answering may still be answered
        var answer = new AtomicReference<KafkaFuture<String>>();
        try {
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                answer.set(admin.describeCluster().clusterId());
                assertThatThrownBy(() -> answer.get().get(500, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
            });
        } finally {
            broker.thaw();
        }
        assertThat(answer.get().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotBlank();
    }

    @Test
    void aKilledBrokerRestartsWithItsData() {
        // Given
        var topic = created("kept");
        produce(topic, "before", true);
        var pid = broker.pid();
        // When
        broker.kill();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        broker.restart();
        // Then
        assertThat(broker.pid()).isNotEqualTo(pid);
        produce(topic, "after", true);
        assertThat(consumed(topic, "classic")).containsExactly("before", "after");
    }

    private static String created(String prefix) {
        var name = prefix + "-" + UUID.randomUUID();
        try {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
        return name;
    }

    private static Iterable<String> topics() {
        try {
            return admin.listTopics().names().get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void produce(String topic, String value, boolean commit) {
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, value));
            producer.flush();
            if (commit) producer.commitTransaction();
            else producer.abortTransaction();
        }
    }

    /** @return the values that a new read_committed group reads up to the end of the topic's only partition */
    private static List<String> consumed(String topic, String protocol) {
        var settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, topic + "-" + protocol);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        var partition = new TopicPartition(topic, 0);
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            var offsetEnd = consumer.endOffsets(List.of(partition)).get(partition);
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            do {
                assertThat(System.nanoTime()).as("deadline of %s", protocol).isLessThan(deadline);
                consumer.poll(Duration.ofMillis(100)).forEach(found -> values.add(found.value()));
            } while (!consumer.assignment().contains(partition) || consumer.position(partition) < offsetEnd);
        }
        return values;
    }
}
