package semel.lab;

import java.util.Map;

/** The offsets last: whatever was not finished is done again, and with it what was. */
final class AtLeastOnceWork implements LaneWork {
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
                EffectTable.write(database, EffectTable.ids(placed));
                database.commit();
                here.reach(FaultMoment.APPLIED, placed);
                WorkerSettings.publish(producer, here.decide(desk, placed));
                here.reach(FaultMoment.PRODUCED, placed);
                consumer.commitSync();
            }
        }
    }
}
