package semel.lab;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Commits offsets first. A record is never processed again, even if its processing failed. */
final class AtMostOnceWork implements LaneWork {
    /** The producer waits for no acknowledgement and sends no record again. */
    private static final Map<String, String> FIRE_AND_FORGET = Map.of(
            ProducerConfig.ACKS_CONFIG, "0",
            ProducerConfig.RETRIES_CONFIG, "0",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");

    @Override
    public void at(WorkerSettings settings) throws Exception {
        var desk = new Desk();
        try (var consumer = settings.consumer();
                var producer = settings.producer(FIRE_AND_FORGET);
                var database = settings.database()) {
            settings.subscribe(consumer);
            while (true) {
                var placed = settings.poll(consumer);
                consumer.commitSync();
                settings.reach(FaultMoment.POLLED, placed);
                EffectTable.write(database, EffectTable.ids(placed));
                database.commit();
                settings.reach(FaultMoment.APPLIED, placed);
                settings.decide(desk, placed).forEach(producer::send);
                settings.reach(FaultMoment.PRODUCED, placed);
            }
        }
    }
}
