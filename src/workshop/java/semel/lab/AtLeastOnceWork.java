package semel.lab;

import java.util.Map;

/** Commits offsets last. After a failure all records since the last commit are processed again, also those that were finished. */
final class AtLeastOnceWork implements LaneWork {
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
                EffectTable.write(database, EffectTable.ids(placed));
                database.commit();
                settings.reach(FaultMoment.APPLIED, placed);
                WorkerSettings.publish(producer, settings.decide(desk, placed));
                settings.reach(FaultMoment.PRODUCED, placed);
                consumer.commitSync();
            }
        }
    }
}
