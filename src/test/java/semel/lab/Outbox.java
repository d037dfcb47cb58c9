package semel.lab;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The effect and what is to be told of it in one database transaction; a relay publishes what stands in the outbox, in its order,
 * and then takes it out. Whoever ends between the two publishes again.
 */
final class Outbox implements Work {
    private static final String PUT = "insert into outbox (topic, id, key, value) values (?, ?, ?, ?)";
    private static final String NEXT = "select number, topic, id, key, value from outbox order by number limit 2000";

    /** What was read, and not all below: numbers are given in one order and committed in another. */
    private static final String TAKE_OUT = "delete from outbox where number = any(?)";

    /** One relay at a time, or later events could overtake earlier ones. */
    private static final String ONLY_RELAY = "select pg_try_advisory_xact_lock(1)";

    private static final String ID = "ce_id";

    @Override
    public void at(Workplace here) throws Exception {
        var desk = new Desk();
        try (var consumer = here.consumer();
                var producer = here.producer(Map.of());
                var database = here.database()) {
            here.subscribe(consumer);
            while (true) {
                var placed = here.poll(consumer);
                here.reach(Moment.POLLED, placed);
                var fresh = new LinkedHashSet<>(Effects.processed(database, Effects.ids(placed)));
                Effects.write(database, List.copyOf(fresh));
                var first = placed.stream()
                        .filter(one -> fresh.remove(one.order().id()))
                        .toList();
                put(database, here.decide(desk, first));
                database.commit();
                here.reach(Moment.APPLIED, placed);
                consumer.commitSync();
                relay(here, database, producer);
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

    private static void relay(Workplace here, Connection database, Producer<byte[], byte[]> producer) throws Exception {
        try (var statement = database.createStatement()) {
            var only = statement.executeQuery(ONLY_RELAY);
            only.next();
            if (only.getBoolean(1)) {
                var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
                var numbers = next(database, records);
                if (!records.isEmpty()) {
                    Workplace.publish(producer, records);
                    here.moments().reach(Moment.PRODUCED);
                    takeOut(database, numbers);
                }
            }
        }
        database.commit();
    }

    /** @return their numbers */
    private static List<Long> next(Connection database, List<ProducerRecord<byte[], byte[]>> records)
            throws SQLException {
        var numbers = new ArrayList<Long>();
        try (var statement = database.createStatement()) {
            var rows = statement.executeQuery(NEXT);
            while (rows.next()) {
                numbers.add(rows.getLong("number"));
                var record =
                        new ProducerRecord<>(rows.getString("topic"), rows.getBytes("key"), rows.getBytes("value"));
                record.headers().add(ID, rows.getString("id").getBytes(StandardCharsets.US_ASCII));
                records.add(record);
            }
        }
        return numbers;
    }

    private static void takeOut(Connection database, List<Long> numbers) throws SQLException {
        try (var delete = database.prepareStatement(TAKE_OUT)) {
            delete.setArray(1, database.createArrayOf("bigint", numbers.toArray()));
            delete.executeUpdate();
        }
    }
}
