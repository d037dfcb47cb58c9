package semel.lab;

import java.util.Map;

/**
 * At least once, and each effect in one database transaction with the id of what was processed. The events are published again
 * with a redelivered order: the first time may have ended before the broker had them.
 */
final class IdempotentConsumer implements Work {
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
                Effects.write(database, Effects.processed(database, Effects.ids(placed)));
                database.commit();
                here.reach(Moment.APPLIED, placed);
                Workplace.publish(producer, here.decide(desk, placed));
                here.reach(Moment.PRODUCED, placed);
                consumer.commitSync();
            }
        }
    }
}
