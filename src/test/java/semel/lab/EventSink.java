package semel.lab;

import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import semel.order.EventId;
import semel.order.OrderId;

/**
 * Applies published orders to the database, then commits their offsets: what a pipeline that ends at Kafka needs behind it.
 * Either it notes what was processed, or it applies again what it reads again.
 */
final class EventSink implements LaneWork {
    private static final Duration POLL = Duration.ofMillis(100);

    private final boolean idempotent;

    EventSink(boolean idempotent) {
        this.idempotent = idempotent;
    }

    @Override
    public void at(WorkerSettings here) throws Exception {
        try (var consumer = here.consumer(here.topics().projectionGroup(), Map.of());
                var database = here.database()) {
            here.subscribe(consumer, here.topics().orders());
            while (true) {
                var orders = StreamSupport.stream(consumer.poll(POLL).spliterator(), false)
                        .map(record -> WorkerSettings.event(EventId.Kind.ORDER, record))
                        .map(event -> new OrderId(event.subject()))
                        .toList();
                EffectTable.write(database, idempotent ? EffectTable.processed(database, orders) : orders);
                database.commit();
                if (!orders.isEmpty()) {
                    here.moments().reach(FaultMoment.APPLIED);
                }
                consumer.commitSync();
            }
        }
    }
}
