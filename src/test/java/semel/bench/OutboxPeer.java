package semel.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.lab.Work;
import semel.lab.Workplace;
import semel.order.Event;
import semel.wire.EventCodec;

/**
 * Decision, effect and what is to be told of it in one database transaction; a relay publishes what stands in the outbox, in its order, beside the
 * next batch.
 */
final class OutboxPeer implements Work {
    private static final String PUT = "insert into outbox (topic, id, key, value) values (?, ?, ?, ?)";
    private static final String NEXT = "select number, topic, id, key, value from outbox order by number limit 5000";
    private static final String TAKE_OUT = "delete from outbox where number = any(?)";
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final String ID = "ce_id";

    @Override
    public void at(Workplace here) throws Exception {
        var relay = new Thread(() -> relay(here), "relay");
        relay.start();
        try (var consumer = here.consumer(
                        here.topics().decisionGroup(),
                        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Approach.poll(1_000)));
                var database = here.database()) {
            here.subscribe(consumer);
            while (true) {
                var placed = here.poll(consumer);
                if (!placed.isEmpty()) {
                    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
                    var events = new ArrayList<Event>();
                    for (var decided : JdbcDesk.decide(database, placed)) {
                        if (decided.isFresh()) {
                            events.addAll(decided.events());
                            decided.events()
                                    .forEach(event -> records.add(EventCodec.encode(
                                            here.topics(),
                                            event,
                                            decided.placed().at())));
                        }
                    }
                    JdbcSink.apply(database, events);
                    put(database, records);
                    database.commit();
                    consumer.commitSync();
                }
            }
        }
    }

    private static void put(Connection database, List<ProducerRecord<byte[], byte[]>> records) throws SQLException {
        try (var insert = database.prepareStatement(PUT)) {
            for (var record : records) {
                insert.setString(1, record.topic());
                insert.setString(2, new String(record.headers().lastHeader(ID).value(), StandardCharsets.US_ASCII));
                insert.setBytes(3, record.key());
                insert.setBytes(4, record.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Without end, and the only one. */
    static void relay(Workplace here) {
        try (var producer = here.producer(Map.of());
                var database = here.database()) {
            while (true) {
                relayOnce(database, producer);
            }
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }

    /** Takes out what was read and not all below: numbers are given in one order and committed in another. */
    private static void relayOnce(Connection database, Producer<byte[], byte[]> producer) throws Exception {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        var numbers = new ArrayList<Long>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(NEXT)) {
            while (rows.next()) {
                numbers.add(rows.getLong("number"));
                var record =
                        new ProducerRecord<>(rows.getString("topic"), rows.getBytes("key"), rows.getBytes("value"));
                record.headers().add(ID, rows.getString("id").getBytes(StandardCharsets.US_ASCII));
                records.add(record);
            }
        }
        if (records.isEmpty()) {
            database.commit();
            LockSupport.parkNanos(PAUSE.toNanos());
            return;
        }
        Workplace.publish(producer, records);
        try (var delete = database.prepareStatement(TAKE_OUT)) {
            delete.setArray(1, database.createArrayOf("bigint", numbers.toArray()));
            delete.executeUpdate();
        }
        database.commit();
    }
}
