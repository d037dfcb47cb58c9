package semel.lab;

import java.util.Map;

/**
 * At least once, and each effect in one database transaction with the id of what was processed. The events are published again
 * with a redelivered order: the first time may have ended before the broker had them.
 */
final class IdempotentConsumerWork implements LaneWork {
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
                EffectTable.write(database, EffectTable.processed(database, EffectTable.ids(placed)));
                database.commit();
                here.reach(FaultMoment.APPLIED, placed);
                WorkerSettings.publish(producer, here.decide(desk, placed));
                here.reach(FaultMoment.PRODUCED, placed);
                consumer.commitSync();
            }
        }
    }
}
