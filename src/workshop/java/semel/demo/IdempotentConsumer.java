package semel.demo;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import semel.kit.Servers;

/** Shows how a redelivered record is applied once: a consumer dies between the database's commit and its own, and the next one gets it. */
final class IdempotentConsumer implements Demonstration<IdempotentConsumer.Seen> {
    private static final String LAST = "o-2";

    record Seen(Run without, Run with) {}

    /** @param notifications the effects in the database: order ids, in the order in which they were written */
    record Run(List<Delivery> deliveries, List<String> notifications) {}

    /** @param offsetCommitted false if the consumer died before it could commit */
    record Delivery(
            String consumer,
            String topic,
            int partition,
            long offset,
            String key,
            String database,
            boolean offsetCommitted) {}

    /** Writes the effect of an order to the database, in one transaction. */
    @FunctionalInterface
    private interface Effect {
        /** @return what was committed, in words */
        String commit(Connection database, String orderId) throws SQLException;
    }

    @Override
    public String name() {
        return "idempotent-consumer";
    }

    @Override
    public Seen demonstrate(Servers servers, PrintStream out) throws Exception {
        out.println("""
                For each order the consumer writes a notification to PostgreSQL and commits it. Then it commits the record's offset
                to Kafka. The first consumer dies between the two commits of o-2, so the second consumer gets o-2 again.
                """);
        var without = run(servers, "orders_to_notify", IdempotentConsumer::notification);
        show("Without processed ids:", without, out);
        var with = run(servers, "orders_to_notify_once", IdempotentConsumer::notificationOnce);
        show("With processed ids:", with, out);
        out.println("""
                Exactly-once in Kafka does not include the database: no setting turns two commits into one. The consumer writes
                the order's id in the same database transaction as the effect. To commit the offset first would lose the effect.""");
        return new Seen(without, with);
    }

    private static String notification(Connection database, String orderId) throws SQLException {
        insert(database, "insert into notification (order_id) values (?)", orderId);
        database.commit();
        return "notification written";
    }

    /** Uses the order's id, not the record's offset: otherwise a copy at another offset would count as another order. */
    private static String notificationOnce(Connection database, String orderId) throws SQLException {
        var isNew =
                insert(database, "insert into processed (order_id) values (?) on conflict do nothing", orderId) == 1;
        if (isNew) insert(database, "insert into notification (order_id) values (?)", orderId);
        // Both or neither: an id without its effect would lose the effect, an effect without its id would be repeated.
        database.commit();
        return isNew ? "id is new, notification written" : "id is known, nothing written";
    }

    private static int insert(Connection database, String sql, String orderId) throws SQLException {
        try (var statement = database.prepareStatement(sql)) {
            statement.setString(1, orderId);
            return statement.executeUpdate();
        }
    }

    /** @param name of the topic, and of a separate database */
    private static Run run(Servers servers, String name, Effect effect) throws Exception {
        servers.create(name);
        sendOrders(servers, name);
        try (var database = connect(servers, name)) {
            var deliveries = new ArrayList<Delivery>();
            try (var consumer = consumer(servers, name)) {
                deliveries.addAll(handle(consumer, "first", LAST, database, effect));
            } // close() leaves the group, so the second consumer need not wait for the session timeout.
            try (var consumer = consumer(servers, name)) {
                deliveries.addAll(handle(consumer, "second", "", database, effect));
            }
            return new Run(deliveries, notifications(database));
        }
    }

    private static void sendOrders(Servers servers, String topic) {
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "o-1", "one pen"));
            producer.send(new ProducerRecord<>(topic, LAST, "two books"));
        }
    }

    private static Connection connect(Servers servers, String name) throws SQLException {
        var server = servers.database();
        server.create(name);
        var database = DriverManager.getConnection(server.jdbcUrl(name), server.user(), server.password());
        try (var statement = database.createStatement()) {
            statement.execute("create table processed (order_id text primary key)");
            statement.execute("create table notification (number int generated always as identity, order_id text)");
        }
        database.setAutoCommit(false);
        return database;
    }

    private static KafkaConsumer<String, String> consumer(Servers servers, String topic) {
        var settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "notifier-of-" + topic);
        // True by default: offsets would be committed at intervals and by close(), even before the database commits.
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Latest by default: a new group would not get the records that already exist.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // read_uncommitted by default: aborted records would have their effect too.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    /**
     * Polls and applies orders up to the last one.
     *
     * @param fatal the order at which the consumer dies, after the database's commit and before its own
     */
    private static List<Delivery> handle(
            KafkaConsumer<String, String> consumer, String name, String fatal, Connection database, Effect effect)
            throws SQLException {
        var deliveries = new ArrayList<Delivery>();
        while (deliveries.stream().noneMatch(delivery -> delivery.key().equals(LAST))) {
            for (var order : consumer.poll(Duration.ofMillis(200))) {
                var done = effect.commit(database, order.key());
                var survives = !order.key().equals(fatal);
                if (survives) commitOffset(consumer, order);
                deliveries.add(new Delivery(
                        name, order.topic(), order.partition(), order.offset(), order.key(), done, survives));
            }
        }
        return deliveries;
    }

    private static void commitOffset(KafkaConsumer<String, String> consumer, ConsumerRecord<String, String> done) {
        var partition = new TopicPartition(done.topic(), done.partition());
        // The offset of the next record, not of the last one.
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(done.offset() + 1)));
    }

    private static List<String> notifications(Connection database) throws SQLException {
        var orderIds = new ArrayList<String>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("select order_id from notification order by number")) {
            while (rows.next()) orderIds.add(rows.getString(1));
        }
        return orderIds;
    }

    private static void show(String title, Run run, PrintStream out) {
        out.println(title);
        var textTable = new TextTable("consumer", "topic", "partition", "offset", "key", "database", "offset commit");
        for (var delivery : run.deliveries()) {
            textTable.row(
                    delivery.consumer(),
                    delivery.topic(),
                    delivery.partition(),
                    delivery.offset(),
                    delivery.key(),
                    delivery.database(),
                    delivery.offsetCommitted() ? "done" : "died before");
        }
        textTable.print(out);
        out.printf("Notifications in the database: %s%n%n", String.join(", ", run.notifications()));
    }
}
