package semel.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.transaction.KafkaTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import semel.codec.EventCodec;
import semel.lab.LaneWork;
import semel.lab.WorkerSettings;

/**
 * Spring Kafka: a batch listener that decides in a database transaction and publishes in a Kafka transaction with the offsets (exactly-once
 * semantics, version 2), and a batch listener that applies the events in a database transaction. What was decided and not published is published
 * when it is read again.
 */
public final class SpringPeer implements LaneWork {
    private static final int CONNECTIONS = 8;
    private static final Duration POLL = Duration.ofMillis(100);

    private final boolean applies;

    public SpringPeer(boolean applies) {
        this.applies = applies;
    }

    @Override
    public void at(WorkerSettings here) throws Exception {
        try (var database = new HikariDataSource()) {
            database.setJdbcUrl(here.jdbcUrl());
            database.setUsername(here.user());
            database.setPassword(here.password());
            database.setMaximumPoolSize(CONNECTIONS);
            if (applies) applying(here, database).start();
            deciding(here, database).start();
            new CountDownLatch(1).await();
        }
    }

    private static ConcurrentMessageListenerContainer<byte[], byte[]> deciding(
            WorkerSettings here, DataSource database) {
        var settings = new HashMap<String, Object>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, here.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.BATCH_SIZE_CONFIG, 131_072));
        var producers = new DefaultKafkaProducerFactory<byte[], byte[]>(
                settings, new ByteArraySerializer(), new ByteArraySerializer());
        producers.setTransactionIdPrefix(here.prefix() + here.instance() + "-");
        var kafka = new KafkaTemplate<>(producers);
        var container = container(
                here,
                here.topics().decisionGroup(),
                1_000,
                List.of(here.topics().ordersIn()));
        container.getContainerProperties().setKafkaAwareTransactionManager(new KafkaTransactionManager<>(producers));
        container.getContainerProperties().setEosMode(ContainerProperties.EOSMode.V2);
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        listen(container, records -> {
            var placed = records.stream().map(WorkerSettings::placed).toList();
            var decided = transaction.execute(
                    status -> InDatabase.with(database, connection -> JdbcDesk.decide(connection, placed)));
            for (var one : decided) {
                for (var event : one.events()) {
                    kafka.send(
                            EventCodec.encode(here.topics(), event, one.placed().at()));
                }
            }
        });
        return container;
    }

    private static ConcurrentMessageListenerContainer<byte[], byte[]> applying(
            WorkerSettings here, DataSource database) {
        var container = container(
                here, here.topics().projectionGroup(), 2_000, here.topics().outputs());
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        listen(container, records -> {
            var events = JdbcSink.events(records, here.topics());
            transaction.executeWithoutResult(status -> InDatabase.with(database, connection -> {
                JdbcSink.apply(connection, events);
                return null;
            }));
        });
        return container;
    }

    private static ConcurrentMessageListenerContainer<byte[], byte[]> container(
            WorkerSettings here, String group, int poll, List<String> topics) {
        var settings = Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                here.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                Approach.poll(poll));
        var consumers =
                new DefaultKafkaConsumerFactory<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var properties = new ContainerProperties(topics.toArray(String[]::new));
        properties.setPollTimeout(POLL.toMillis());
        properties.setConsumerRebalanceListener(here.ready());
        return new ConcurrentMessageListenerContainer<>(consumers, properties);
    }

    private static void listen(
            ConcurrentMessageListenerContainer<byte[], byte[]> container,
            Consumer<List<ConsumerRecord<byte[], byte[]>>> listener) {
        BatchMessageListener<byte[], byte[]> batches = listener::accept;
        container.setupMessageListener(batches);
    }

    /** Work on the connection of the transaction. */
    private interface InDatabase<T> {
        T on(java.sql.Connection connection) throws java.sql.SQLException;

        static <T> T with(DataSource database, InDatabase<T> work) {
            try {
                return work.on(DataSourceUtils.getConnection(database));
            } catch (java.sql.SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
