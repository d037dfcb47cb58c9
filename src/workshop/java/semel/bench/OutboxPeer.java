package semel.bench;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.codec.EventCodec;
import semel.lab.LaneWork;
import semel.lab.OutboxTable;
import semel.lab.WorkerSettings;
import semel.order.Event;

/**
 * Stores decision, effect and events in one database transaction. A relay publishes the outbox in order, while the
 * next batch is decided.
 */
final class OutboxPeer implements LaneWork {
    private static final int PAGE = 5_000;
    private static final Duration PAUSE = Duration.ofMillis(5);

    @Override
    public void at(WorkerSettings here) throws Exception {
        var relay = new Thread(() -> relay(here), "relay");
        relay.start();
        try (var consumer = here.consumer(
                        here.topics().decisionGroup(),
                        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Approach.poll(1_000)));
                var database = here.database()) {
            here.subscribe(consumer);
            while (true) {
                var placed = here.poll(consumer);
                if (!placed.isEmpty()) {
                    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
                    var events = new ArrayList<Event>();
                    for (var decided : JdbcDesk.decide(database, placed)) {
                        if (decided.isFresh()) {
                            events.addAll(decided.events());
                            decided.events()
                                    .forEach(event -> records.add(EventCodec.encode(
                                            here.topics(),
                                            event,
                                            decided.placed().at())));
                        }
                    }
                    JdbcSink.apply(database, events);
                    OutboxTable.put(database, records);
                    database.commit();
                    consumer.commitSync();
                }
            }
        }
    }

    /** Never returns; only one relay runs. */
    static void relay(WorkerSettings here) {
        try (var producer = here.producer(Map.of());
                var database = here.database()) {
            while (true) {
                relayOnce(database, producer);
            }
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }

    private static void relayOnce(Connection database, Producer<byte[], byte[]> producer) throws Exception {
        var page = OutboxTable.next(database, PAGE);
        if (page.records().isEmpty()) {
            database.commit();
            LockSupport.parkNanos(PAUSE.toNanos());
            return;
        }
        WorkerSettings.publish(producer, page.records());
        OutboxTable.takeOut(database, page);
        database.commit();
    }
}
