package semel.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.codec.EventCodec;
import semel.codec.Parsed;
import semel.kafka.TopicsConfig;
import semel.lab.LaneWork;
import semel.lab.WorkerSettings;
import semel.order.Event;
import semel.order.EventId;

/**
 * Consumes the events idempotently: it skips those that it finds in the tables, writes the rest, then commits the offsets. A primary key
 * stops a second writer.
 */
final class JdbcSink implements LaneWork {
    private static final Duration POLL = Duration.ofMillis(100);

    @Override
    public void at(WorkerSettings here) throws Exception {
        try (var consumer = here.consumer(
                        here.topics().projectionGroup(),
                        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Approach.poll(2_000)));
                var database = here.database()) {
            here.subscribe(consumer, here.topics().outputs());
            while (true) {
                var polled = consumer.poll(POLL);
                if (!polled.isEmpty()) {
                    apply(database, events(polled, here.topics()));
                    database.commit();
                    consumer.commitSync();
                }
            }
        }
    }

    static List<Event> events(Iterable<ConsumerRecord<byte[], byte[]>> records, TopicsConfig topics) {
        var events = new ArrayList<Event>();
        for (var record : records) {
            events.add(event(record, topics));
        }
        return events;
    }

    private static Event event(ConsumerRecord<byte[], byte[]> record, TopicsConfig topics) {
        for (var kind : EventId.Kind.values()) {
            if (topics.of(kind).equals(record.topic())
                    && EventCodec.decode(kind, record.key(), record.value())
                            instanceof Parsed.Valid<? extends Event> valid) {
                return valid.value();
            }
        }
        throw new IllegalStateException("no event at " + WorkerSettings.at(record));
    }

    /** Runs in the caller's transaction. */
    static void apply(Connection database, List<Event> events) throws SQLException {
        JdbcTables.orders(
                database,
                fresh(
                        database,
                        "select order_id from customer_order where order_id = any(?)",
                        of(Event.OrderDecided.class, events),
                        event -> event.id().subject()));
        // An order's lines are decided together but may arrive in two polls, so each line is looked up by itself.
        JdbcTables.movements(database, freshMovements(database, of(Event.StockMoved.class, events)));
        JdbcTables.notifications(
                database,
                fresh(
                        database,
                        "select order_id from notification where order_id = any(?)",
                        of(Event.CustomerNotified.class, events),
                        event -> event.id().subject()));
    }

    private static <E> List<E> of(Class<E> type, List<Event> events) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static <E> List<E> fresh(Connection database, String sql, List<E> events, Function<E, UUID> id)
            throws SQLException {
        if (events.isEmpty()) return events;
        var known = JdbcTables.known(database, sql, events.stream().map(id).toList());
        return events.stream().filter(event -> known.add(id.apply(event))).toList();
    }

    private static List<Event.StockMoved> freshMovements(Connection database, List<Event.StockMoved> events)
            throws SQLException {
        var fresh = new ArrayList<Event.StockMoved>();
        for (var line :
                events.stream().map(event -> event.id().line()).distinct().toList()) {
            var sql = "select subject from inventory_movement where subject = any(?) and line = " + line;
            var ofLine =
                    events.stream().filter(event -> event.id().line() == line).toList();
            fresh.addAll(fresh(database, sql, ofLine, event -> event.id().subject()));
        }
        return fresh;
    }
}
