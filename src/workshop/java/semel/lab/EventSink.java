package semel.lab;

import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import semel.order.EventId;
import semel.order.OrderId;

/**
 * Applies published orders to the database, then commits their offsets. A pipeline whose output is only in Kafka needs such a sink.
 * An idempotent sink skips orders that it has already processed; the other sink applies redelivered orders again.
 */
final class EventSink implements LaneWork {
    private static final Duration POLL = Duration.ofMillis(100);

    private final boolean idempotent;

    EventSink(boolean idempotent) {
        this.idempotent = idempotent;
    }

    @Override
    public void at(WorkerSettings settings) throws Exception {
        try (var consumer = settings.consumer(settings.topics().projectionGroup(), Map.of());
                var database = settings.database()) {
            settings.subscribe(consumer, settings.topics().orders());
            while (true) {
                var orders = StreamSupport.stream(consumer.poll(POLL).spliterator(), false)
                        .map(record -> WorkerSettings.event(EventId.Kind.ORDER, record))
                        .map(event -> new OrderId(event.subject()))
                        .toList();
                EffectTable.write(database, idempotent ? EffectTable.processed(database, orders) : orders);
                database.commit();
                if (!orders.isEmpty()) {
                    settings.moments().reach(FaultMoment.APPLIED);
                }
                consumer.commitSync();
            }
        }
    }
}
