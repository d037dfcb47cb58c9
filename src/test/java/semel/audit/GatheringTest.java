package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kit.Witness;
import semel.projection.Rows;
import semel.wire.Topics;

/** Real orders go the whole way; then something is taken away or put in, and the proof names just that. */
@QuarkusTest
@TestProfile(GatheringTest.OfItsOwn.class)
class GatheringTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PRODUCT = "pen";

    @Inject
    Outside outside;

    @Inject
    Topics topics;

    @Inject
    Admin admin;

    /** What went in, over all tests: topics and tables are shared. */
    private static final List<UUID> ASKED = new ArrayList<>();

    private Witness witness;
    private Rows rows;
    private UUID order;

    @BeforeEach
    void oneMoreOrder() {
        witness = new Witness(outside.bootstrapServers, topics.prefix().orElse(""));
        rows = outside.rows;
        if (ASKED.isEmpty()) {
            ASKED.add(witness.receive(PRODUCT, 100));
            awaitApplied();
        }
        order = witness.order(1, PRODUCT).get(0);
        ASKED.add(order);
        awaitApplied();
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void whatHappenedOnceIsProven() {
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void aCopyInTheInputAndARecordThatIsNoOrderAreNothingToTellOf() {
        // When
        var copy = witness.record("orders-in", witness.anOrder(order, PRODUCT));
        witness.write("orders-in", List.of(copy, new ProducerRecord<>(topics.ordersIn(), null, new byte[] {1, 2})));
        awaitApplied();
        // Then
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void anOrderThatWasAcknowledgedAndNeverArrivedIsLost() {
        // Given
        var lost = UUID.randomUUID();
        // When
        ASKED.add(lost);
        var anomalies = anomalies();
        ASKED.remove(lost);
        // Then
        assertThat(anomalies).singleElement().isInstanceOfSatisfying(Anomaly.Lost.class, found -> {
            assertThat(found.invariant()).isEqualTo(Invariant.I1);
            assertThat(found.subject()).isEqualTo(lost.toString());
        });
    }

    @Test
    void anOrderThatNobodyAskedForIsAPhantom() {
        // When
        ASKED.remove(order);
        var anomalies = anomalies();
        ASKED.add(order);
        // Then
        assertThat(anomalies).singleElement().isInstanceOfSatisfying(Anomaly.Phantom.class, found -> {
            assertThat(found.invariant()).isEqualTo(Invariant.I2);
            assertThat(found.subject()).isEqualTo(order.toString());
        });
    }

    @Test
    void anEventWhoseRowIsGoneIsLostAndItsEffectAPhantom() {
        planted(
                "delete from processed_event where kind = 3 and subject = ? returning partition, record_offset",
                "insert into processed_event (subject, kind, line, partition, record_offset) values (?, 3, 0, %s)",
                anomalies -> assertThat(anomalies)
                        .hasSize(2)
                        .allMatch(found -> found.subject().equals(order + "/notification/0"))
                        .extracting(Anomaly::invariant)
                        .containsExactlyInAnyOrder(Invariant.I10, Invariant.I11));
    }

    @Test
    void anEffectThatSaysSomethingElseIsAltered() {
        planted(
                "update customer_order set customer_id = 'c-2' where order_id = ? returning 1",
                "update customer_order set customer_id = 'c-1' where order_id = ?",
                anomalies -> assertThat(anomalies)
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Anomaly.Altered.class,
                                found -> assertThat(found.subject()).isEqualTo(order + "/order/0")));
    }

    @Test
    void anInputRecordThatLeftNoTraceIsUncovered() throws SQLException {
        // Given
        var copy = witness.record("orders-in", witness.anOrder(order, PRODUCT));
        witness.write("orders-in", List.of(copy));
        awaitApplied();
        // When
        planted(
                "delete from suppressed where id = ? returning topic_id, partition, record_offset",
                "insert into suppressed (id, topic_id, partition, record_offset) values (?, %s)",
                anomalies -> assertThat(anomalies)
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Anomaly.Uncovered.class,
                                found -> assertThat(found.invariant()).isEqualTo(Invariant.I6)));
    }

    private interface Judgement {
        void over(List<Anomaly> anomalies);
    }

    /** @param remove what is planted, where %s stands for what planting it returned */
    private void planted(String plant, String remove, Judgement judgement) {
        var returned = rows.one(plant, order).split(" ");
        try {
            judgement.over(anomalies());
        } finally {
            rows.execute(remove.formatted("'" + String.join("', '", returned) + "'"), order);
        }
        assertThat(anomalies()).isEmpty();
    }

    private List<Anomaly> anomalies() {
        var asked = ASKED.stream()
                .map(id -> new History.Request(null, id, null, "", History.Answer.ACK))
                .toList();
        var gathering = new Gathering(admin, Map.of("bootstrap.servers", outside.bootstrapServers), topics);
        try (Connection tables = outside.connect();
                var history = gathering.gather(tables, asked, PATIENCE)) {
            return Proof.examine(history).anomalies();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void awaitApplied() {
        await().atMost(PATIENCE).until(() -> witness.behind() == 0 && witness.unapplied() == 0);
    }

    /** Nobody else writes to its topics and tables. */
    public static final class OfItsOwn implements QuarkusTestProfile {}
}
