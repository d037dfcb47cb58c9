package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.decision.PublicationFaultsRangeTest;
import semel.kafka.TopicsConfig;
import semel.kit.DatabaseRows;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.Outcome;
import semel.sandbox.SandboxResource;

/** Tests that the projection recovers by itself when database and broker are unavailable for a while. */
@QuarkusTest
@TestProfile(PublicationFaultsRangeTest.Protocol.class)
@Provokes({
    "semel.kafka.Outage",
    "org.apache.kafka.clients.NetworkClient",
    "org.apache.kafka.common.metrics.Metrics",
    "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator"
})
class ProjectionFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

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

    @Test
    void aDatabaseConnectionThatHangsIsReplaced() throws IOException {
        // Given
        var connectionPids = rows.one("select string_agg(cast(pid as text), ' ') from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
        signal("STOP", connectionPids);
        try {
            // When
            publish();
            // Then
            awaitAppliedOnce();
        } finally {
            signal("CONT", connectionPids);
        }
    }

    @Test
    void aFailedCommitIsRetriedWithoutAnotherEvent() {
        // Given
        FailingOffsets.TIMES.set(3);
        // When
        publish();
        // Then
        awaitAppliedOnce();
        assertThat(FailingOffsets.TIMES).hasValue(0);
    }

    @Test
    void aBrokerCrashBetweenStoringAndCommittingLosesAndDuplicatesNothing() throws SQLException {
        // Given
        try (var lock = rows.locked("processed_event")) {
            publish();
            await().atMost(PATIENCE)
                    .until(() -> !rows.one(
                                    "select count(*) from pg_locks where relation = cast('processed_event' as regclass) and not granted")
                            .equals("0"));
            SandboxResource.broker().kill();
            lock.rollback();
        }
        try {
            // When
            await().atMost(PATIENCE)
                    .until(() -> rows.one("select count(*) from processed_event where subject = ?", order)
                            .equals("3"));
            holdFault(Duration.ofSeconds(2));
        } finally {
            SandboxResource.broker().restart();
        }
        // Then
        awaitAppliedOnce();
    }

    private static void signal(String signal, String pids) throws IOException {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        command.addAll(List.of(pids.split(" ")));
        new ProcessBuilder(command).start().onExit().join();
    }

    private void publish() {
        eventPublisher.commit(
                SampleEvents.moved(receipt, product, 100, 1, 100),
                SampleEvents.fulfilled(order, product),
                SampleEvents.moved(order, product, -1, 2, 99),
                SampleEvents.notified(order, Outcome.FULFILLED));
    }

    private void awaitAppliedOnce() {
        await().atMost(PATIENCE).until(() -> witness.unapplied() == 0);
        assertThat(rows.one("select on_hand, number from inventory where product_id = ?", product))
                .isEqualTo("99 2");
        assertThat(rows.one("select count(*) from inventory_movement where product_id = ?", product))
                .isEqualTo("2");
        assertThat(rows.one("select status from customer_order where order_id = ?", order))
                .isEqualTo("FULFILLED");
        assertThat(rows.one("select kind from notification where order_id = ?", order))
                .isEqualTo("FULFILLED");
    }

    /** Keeps the fault for this time; this is not a wait for its effect. */
    private static void holdFault(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }
}
