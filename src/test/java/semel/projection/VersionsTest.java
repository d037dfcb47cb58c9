package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.codec.EventCodec;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.kit.DatabaseRows;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.Event;

/**
 * Tests readers of a topic that has orders in the first version only and orders in two versions.
 *
 * @see "docs/explanation/decisions/0013-a-breaking-change-is-a-new-type.md"
 */
@QuarkusTest
class VersionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    private final List<UUID> ids = IntStream.range(0, 30)
            .mapToObj(i -> UuidCreator.getTimeOrderedEpoch())
            .toList();
    private EventPublisher eventPublisher;
    private Witness witness;
    private DatabaseRows rows;

    @BeforeEach
    void publish() {
        witness = servers.witness();
        eventPublisher = new EventPublisher(servers.bootstrapServers, topics);
        rows = servers.rows;
        for (int i = 0; i < ids.size(); i += 5) {
            eventPublisher.commit(records(ids.subList(i, i + 5)));
        }
    }

    @AfterEach
    void disconnect() {
        eventPublisher.close();
        witness.close();
    }

    /** Every third order is in the first version only; of each other order, the second version comes before the first. */
    private List<ProducerRecord<byte[], byte[]>> records(List<UUID> orders) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var order : orders) {
            if (isInBoth(order)) {
                records.add(OrderV2.encode(event(order), topics));
            }
            records.add(EventCodec.encode(topics, event(order), new Coordinates("orders-in", 0, 0)));
        }
        return records;
    }

    private boolean isInBoth(UUID order) {
        return ids.indexOf(order) % 3 != 0;
    }

    private Event.OrderDecided event(UUID order) {
        return ids.indexOf(order) % 2 == 0 ? SampleEvents.fulfilled(order, "p-1") : SampleEvents.refused(order, "p-1");
    }

    @Test
    void aReaderOfTheFirstVersionAppliesEachOrderOnce() {
        // When
        await().atMost(PATIENCE).until(() -> witness.unapplied() == 0);
        // Then
        for (var order : ids) {
            assertThat(rows.one("select status from customer_order where order_id = ?", order))
                    .isEqualTo(event(order).outcome().name());
            assertThat(rows.one("select count(*) from processed_event where subject = ?", order))
                    .isEqualTo("1");
            assertThat(rows.one("select count(*) from repeated_event where subject = ?", order))
                    .isEqualTo("0");
            assertThat(rows.one(
                            "select count(*) from quarantine where record_key = convert_to(?, 'UTF8')",
                            order.toString()))
                    .isEqualTo("0");
        }
    }

    @Test
    void aReaderOfBothVersionsTakesTheNewestOfEachOrder() {
        // When
        var orders = OrderV2.read(witness.read("orders")).values().stream()
                .filter(order -> ids.contains(UUID.fromString(order.orderId())))
                .toList();
        // Then
        assertThat(orders)
                .containsExactlyInAnyOrderElementsOf(ids.stream()
                        .map(order -> new OrderV2(
                                order.toString(),
                                250,
                                "EUR",
                                event(order)
                                        .refusal()
                                        .map(reason -> reason.code())
                                        .orElse(null),
                                isInBoth(order) ? 2 : 1))
                        .toList());
    }
}
