package semel.lab;

import java.util.Map;

/**
 * Delivers at least once, and writes each effect in one database transaction with the id of its order. The events of a redelivered
 * order are published again, because the first attempt may have failed before the broker received them.
 */
final class IdempotentConsumerWork implements LaneWork {
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
                EffectTable.write(database, EffectTable.processed(database, EffectTable.ids(placed)));
                database.commit();
                settings.reach(FaultMoment.APPLIED, placed);
                WorkerSettings.publish(producer, settings.decide(desk, placed));
                settings.reach(FaultMoment.PRODUCED, placed);
                consumer.commitSync();
            }
        }
    }
}
