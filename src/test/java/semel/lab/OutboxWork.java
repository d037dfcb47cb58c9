package semel.lab;

import java.sql.Connection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/**
 * Writes the effect and its events in one database transaction. A relay publishes the rows of the outbox in order,
 * and then deletes them. A relay that ends between the two publishes them again.
 */
final class OutboxWork implements LaneWork {
    private static final int PAGE = 2_000;

    /** One relay at a time, or later events could overtake earlier ones. */
    private static final String ONLY_RELAY = "select pg_try_advisory_xact_lock(1)";

    @Override
    public void at(WorkerSettings here) throws Exception {
        var desk = new Desk();
        try (var consumer = here.consumer();
                var producer = here.producer(Map.of());
                var database = here.database()) {
            here.subscribe(consumer);
            while (true) {
                var placed = here.poll(consumer);
                here.reach(FaultMoment.POLLED, placed);
                var fresh = new LinkedHashSet<>(EffectTable.processed(database, EffectTable.ids(placed)));
                EffectTable.write(database, List.copyOf(fresh));
                var first = placed.stream()
                        .filter(one -> fresh.remove(one.order().id()))
                        .toList();
                OutboxTable.put(database, here.decide(desk, first));
                database.commit();
                here.reach(FaultMoment.APPLIED, placed);
                consumer.commitSync();
                relay(here, database, producer);
            }
        }
    }

    private static void relay(WorkerSettings here, Connection database, Producer<byte[], byte[]> producer)
            throws Exception {
        try (var statement = database.createStatement()) {
            var only = statement.executeQuery(ONLY_RELAY);
            only.next();
            if (only.getBoolean(1)) {
                var page = OutboxTable.next(database, PAGE);
                if (!page.records().isEmpty()) {
                    WorkerSettings.publish(producer, page.records());
                    here.moments().reach(FaultMoment.PRODUCED);
                    OutboxTable.takeOut(database, page);
                }
            }
        }
        database.commit();
    }
}
