package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kafka.TopicsConfig;
import semel.kit.DatabaseRows;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.Event;
import semel.order.Outcome;

/** Tests that the projection applies each event once. Each test has its own orders and products; tables and topics are shared. */
@QuarkusTest
class ProjectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    @Inject
    KafkaClientService clients;

    @Inject
    MeterRegistry registry;

    private final UUID order = UuidCreator.getTimeOrderedEpoch();
    private final UUID receipt = UuidCreator.getTimeOrderedEpoch();
    private final String product = "p-" + receipt;
    private EventPublisher eventPublisher;
    private Witness witness;
    private DatabaseRows rows;

    @BeforeEach
    void connect() {
        witness = servers.witness();
        eventPublisher = new EventPublisher(servers.bootstrapServers, topics);
        rows = servers.rows;
    }

    @AfterEach
    void disconnect() {
        eventPublisher.close();
        witness.close();
    }

    private double counted(String name) {
        return registry.get(name).counter().count();
    }

    @Test
    void anOrderIsAppliedWithItsMovementAndItsNotification() {
        // When
        eventPublisher.commit(
                SampleEvents.moved(receipt, product, 100, 1, 100),
                SampleEvents.fulfilled(order, product),
                SampleEvents.moved(order, product, -1, 2, 99),
                SampleEvents.notified(order, Outcome.FULFILLED));
        // Then
        awaitCommitted();
        assertThat(rows.one(
                        "select customer_id, currency, total, lines, status, reason from customer_order where order_id = ?",
                        order))
                .isEqualTo("c-1 EUR 250 [{\"productId\":\"" + product
                        + "\",\"quantity\":1,\"unitPrice\":250}] FULFILLED null");
        assertThat(rows.one(
                        "select accepted_at at time zone 'UTC', decided_at at time zone 'UTC' from customer_order where order_id = ?",
                        order))
                .isEqualTo("2026-01-02 03:04:04.123456 2026-01-02 03:04:05.123456");
        assertThat(stock(product)).isEqualTo("99 2");
        assertThat(rows.one("select line, number, change, balance from inventory_movement where subject = ?", order))
                .isEqualTo("0 2 -1 99");
        assertThat(rows.one("select customer_id, kind from notification where order_id = ?", order))
                .isEqualTo("c-1 FULFILLED");
    }

    @Test
    void aRefusedOrderIsAppliedWithItsReason() {
        // When
        eventPublisher.commit(SampleEvents.refused(order, product), SampleEvents.notified(order, Outcome.REFUSED));
        // Then
        awaitCommitted();
        assertThat(rows.one("select status, reason from customer_order where order_id = ?", order))
                .isEqualTo("REFUSED OUT_OF_STOCK");
    }

    @Test
    void duplicateEventsChangeNothingAndAreListedAsRepeated() {
        // Given
        var events = new Event[] {
            SampleEvents.moved(receipt, product, 100, 1, 100),
            SampleEvents.fulfilled(order, product),
            SampleEvents.moved(order, product, -1, 2, 99),
            SampleEvents.notified(order, Outcome.FULFILLED)
        };
        eventPublisher.commit(events);
        awaitCommitted();
        var before = rows.everything();
        var repeated = counted("semel.events.repeated");
        // When
        eventPublisher.commit(events);
        // Then
        awaitCommitted();
        assertThat(rows.everything()).isEqualTo(before);
        assertThat(counted("semel.events.repeated") - repeated).isEqualTo(4);
        assertThat(rows.one("select count(*) from repeated_event where subject in (?, ?)", order, receipt))
                .isEqualTo("4");
    }

    @Test
    void anAbortedTransactionIsNeverApplied() {
        // When
        eventPublisher.abort(SampleEvents.refused(order, product), SampleEvents.moved(receipt, product, 100, 1, 100));
        // Then
        awaitCommitted();
        assertThat(rows.one("select count(*) from processed_event where subject in (?, ?)", order, receipt))
                .isEqualTo("0");
        assertThat(stock(product)).isEqualTo("nothing");
    }

    @Test
    void anUnreadableEventIsQuarantinedAndTheOthersAreApplied() {
        // Given
        eventPublisher.commit(SampleEvents.refused(order, product));
        var before = counted("semel.events.quarantined");
        // When
        var garbage = eventPublisher.commitRaw(topics.orders(), order.toString(), "{\"schema\":1,");
        var tombstone = eventPublisher.commitRaw(topics.orders(), order.toString(), null);
        var keyless = eventPublisher.commitRaw(topics.orders(), null, "{}");
        eventPublisher.commit(SampleEvents.notified(order, Outcome.REFUSED));
        // Then
        awaitCommitted();
        assertThat(counted("semel.events.quarantined") - before).isEqualTo(3);
        var quarantined = "select record_key, record_value, reason from quarantine"
                + " where topic = ? and partition = ? and record_offset = ?";
        assertThat(rows.one(quarantined, garbage.topic(), garbage.partition(), garbage.offset()))
                .matches("\\\\x[0-9a-f]{72} \\\\x7b22.* malformed JSON.*");
        assertThat(rows.one(quarantined, tombstone.topic(), tombstone.partition(), tombstone.offset()))
                .matches("\\\\x[0-9a-f]{72} null .*must be a JSON object, was empty");
        assertThat(rows.one(quarantined, keyless.topic(), keyless.partition(), keyless.offset()))
                .startsWith("null \\x7b7d ");
        assertThat(rows.one("select status from customer_order where order_id = ?", order))
                .isEqualTo("REFUSED");
        assertThat(rows.one("select kind from notification where order_id = ?", order))
                .isEqualTo("REFUSED");
    }

    @Test
    void aReplayOfEverythingChangesNothing() {
        // Given
        var events = new Event[] {
            SampleEvents.moved(receipt, product, 100, 1, 100),
            SampleEvents.fulfilled(order, product),
            SampleEvents.moved(order, product, -1, 2, 99),
            SampleEvents.notified(order, Outcome.FULFILLED)
        };
        eventPublisher.commit(events);
        eventPublisher.commit(events);
        eventPublisher.commitRaw(topics.inventory(), product, "no event");
        awaitCommitted();
        var before = rows.everything();
        var repeatedBefore = rows.one("select count(*) from repeated_event");
        var countedBefore = counted("semel.events.repeated") + counted("semel.events.quarantined");
        // When
        clients.getConsumer("to-apply")
                .runOnPollingThread(ProjectionTest::resetToBeginning)
                .await()
                .atMost(PATIENCE);
        // Then
        awaitCommitted();
        assertThat(rows.everything()).isEqualTo(before);
        assertThat(rows.one("select count(*) from repeated_event")).isEqualTo(repeatedBefore);
        assertThat(counted("semel.events.repeated") + counted("semel.events.quarantined"))
                .isEqualTo(countedBefore);
    }

    @Test
    void ledgerNumbersMayArriveInAnyOrder() {
        // Given
        var other = "q-" + receipt;
        // When
        eventPublisher.commit(
                SampleEvents.moved(order, 0, product, -30, 3, 75), SampleEvents.moved(order, 1, other, -1, 2, 6));
        eventPublisher.commit(SampleEvents.moved(UuidCreator.getTimeOrderedEpoch(), product, 5, 2, 105));
        eventPublisher.commit(
                SampleEvents.moved(receipt, product, 100, 1, 100),
                SampleEvents.moved(UuidCreator.getTimeOrderedEpoch(), other, 7, 1, 7));
        // Then
        awaitCommitted();
        assertThat(stock(product)).isEqualTo("75 3");
        assertThat(stock(other)).isEqualTo("6 2");
    }

    @Test
    void theAppliedOffsetIsStoredWithTheEffects() {
        // When
        eventPublisher.commit(SampleEvents.refused(order, product));
        // Then
        awaitCommitted();
        assertThat(rows.one(
                        "select applied_next - record_offset from applied join processed_event using (partition)"
                                + " where topic = ? and subject = ? and kind = 1",
                        topics.orders(),
                        order))
                .as("the event and the control record that ends its transaction")
                .isEqualTo("2");
    }

    private static void resetToBeginning(Consumer<?, ?> consumer) {
        var beginning = new HashMap<TopicPartition, OffsetAndMetadata>();
        consumer.assignment().forEach(partition -> beginning.put(partition, new OffsetAndMetadata(0)));
        consumer.commitSync(beginning);
        consumer.seekToBeginning(consumer.assignment());
    }

    private String stock(String productId) {
        return rows.one("select on_hand, number from inventory where product_id = ?", productId);
    }

    /** Waits until the group has committed the offsets of all events in all partitions. */
    private void awaitCommitted() {
        await().atMost(PATIENCE).until(() -> witness.unapplied() == 0);
    }
}
