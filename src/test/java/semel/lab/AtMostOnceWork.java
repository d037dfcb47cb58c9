package semel.lab;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The offsets first: whatever happens after that is never tried again. */
final class AtMostOnceWork implements LaneWork {
    /** Nothing is asked of the broker, so nothing is known and nothing sent twice. */
    private static final Map<String, String> FIRE_AND_FORGET = Map.of(
            ProducerConfig.ACKS_CONFIG, "0",
            ProducerConfig.RETRIES_CONFIG, "0",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");

    @Override
    public void at(WorkerSettings here) throws Exception {
        var desk = new Desk();
        try (var consumer = here.consumer();
                var producer = here.producer(FIRE_AND_FORGET);
                var database = here.database()) {
            here.subscribe(consumer);
            while (true) {
                var placed = here.poll(consumer);
                consumer.commitSync();
                here.reach(FaultMoment.POLLED, placed);
                EffectTable.write(database, EffectTable.ids(placed));
                database.commit();
                here.reach(FaultMoment.APPLIED, placed);
                here.decide(desk, placed).forEach(producer::send);
                here.reach(FaultMoment.PRODUCED, placed);
            }
        }
    }
}
