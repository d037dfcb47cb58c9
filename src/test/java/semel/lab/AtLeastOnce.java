package semel.lab;

import java.util.Map;

/** The offsets last: whatever was not finished is done again, and with it what was. */
final class AtLeastOnce implements Work {
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
                Effects.write(database, Effects.ids(placed));
                database.commit();
                here.reach(Moment.APPLIED, placed);
                Workplace.publish(producer, here.decide(desk, placed));
                here.reach(Moment.PRODUCED, placed);
                consumer.commitSync();
            }
        }
    }
}
