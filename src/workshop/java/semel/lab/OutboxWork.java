package semel.lab;

import java.sql.Connection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/**
 * Writes the effect and its events in one database transaction. A relay publishes the rows of the outbox in order, and then deletes
 * them. If it ends between these two steps, the rows are published again.
 */
final class OutboxWork implements LaneWork {
    private static final int PAGE = 2_000;

    /** Allows one relay at a time, because otherwise later events could be published before earlier ones. */
    private static final String TRY_LOCK = "select pg_try_advisory_xact_lock(1)";

    @Override
    public void at(WorkerSettings settings) throws Exception {
        var desk = new Desk();
        try (var consumer = settings.consumer();
                var producer = settings.producer(Map.of());
                var database = settings.database()) {
            settings.subscribe(consumer);
            while (true) {
                var placed = settings.poll(consumer);
                settings.reach(FaultMoment.POLLED, placed);
                var fresh = new LinkedHashSet<>(EffectTable.processed(database, EffectTable.ids(placed)));
                EffectTable.write(database, List.copyOf(fresh));
                var firstDeliveries = placed.stream()
                        .filter(one -> fresh.remove(one.order().id()))
                        .toList();
                OutboxTable.put(database, settings.decide(desk, firstDeliveries));
                database.commit();
                settings.reach(FaultMoment.APPLIED, placed);
                consumer.commitSync();
                relay(settings, database, producer);
            }
        }
    }

    private static void relay(WorkerSettings settings, Connection database, Producer<byte[], byte[]> producer)
            throws Exception {
        try (var statement = database.createStatement()) {
            var lock = statement.executeQuery(TRY_LOCK);
            lock.next();
            if (lock.getBoolean(1)) {
                var page = OutboxTable.next(database, PAGE);
                if (!page.records().isEmpty()) {
                    WorkerSettings.publish(producer, page.records());
                    settings.moments().reach(FaultMoment.PRODUCED);
                    OutboxTable.takeOut(database, page);
                }
            }
        }
        database.commit();
    }
}
