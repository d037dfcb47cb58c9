package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import semel.kafka.ProcessExit;
import semel.kit.GroupMember;
import semel.kit.Witness;
import semel.sandbox.SandboxResource;

/** Sends orders through the running pipeline, injects a fault into their second transaction, and counts the published events. */
abstract class FaultHarness {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int ORDERS = 200;
    private static final int LATER_ORDERS = 20; // some for each partition
    private static final Logger LOG = Logger.getLogger(FaultHarness.class);

    @Inject
    ProcessExit end;

    @ConfigProperty(name = "semel.topics.prefix")
    String prefix;

    private final List<GroupMember> members = new CopyOnWriteArrayList<>();
    private Witness witness;

    abstract Map<String, String> protocol();

    @BeforeEach
    void startClean() {
        witness = new Witness(SandboxResource.broker().bootstrapServers(), prefix);
        witness.receive("pen", 100_000);
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
    }

    @AfterEach
    void restoreTheProduct() {
        EmissionVariant.reset();
        members.forEach(GroupMember::close);
        // Otherwise the next test gets the rebalance of this one.
        await().atMost(PATIENCE).until(() -> witness.isAloneIn("semel-decision"));
        witness.close();
    }

    /** Writes orders and injects the fault into the second of their transactions. */
    Witness.Count ordersUnder(EmissionVariant.Shape shape, EmissionVariant.FaultPoint faultPoint) {
        EmissionVariant.shape = shape;
        EmissionVariant.strikeAt(2, faultPoint);
        var ids = witness.order(ORDERS, "pen");
        await().atMost(PATIENCE).pollInterval(BETWEEN_LOOKS).until(() -> isOver(shape));
        var count = witness.count(ids);
        LOG.infof(
                "%s %s missing=%s duplicated=%s transactions=%s end=%s",
                getClass().getSimpleName(),
                shape,
                count.missing(),
                count.duplicated(),
                EmissionVariant.TRANSACTIONS,
                end.reason());
        assertThat(EmissionVariant.TRANSACTIONS.get()).as("transactions").isGreaterThan(2);
        assertThat(end.reason()).as("end of the process").isEmpty();
        return count;
    }

    private boolean isOver(EmissionVariant.Shape shape) {
        if (witness.behind() == 0 || end.reason().isPresent()) return true;
        // Lost orders at the end of a partition look like a backlog until a later batch commits past them.
        if (shape == EmissionVariant.Shape.DOCUMENTED) witness.order(LATER_ORDERS, "pen");
        return false;
    }

    static void later(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(action);
    }

    static EmissionVariant.FaultPoint freezeJustLongerThanMaxBlock() {
        return (producer, number) -> {
            SandboxResource.broker().freeze();
            later(Profile.MAX_BLOCK.plusMillis(500), SandboxResource.broker()::thaw);
        };
    }

    /** A member joins while a transaction is open, and leaves a little later. */
    EmissionVariant.FaultPoint memberOf(String topic) {
        return (producer, number) -> later(Duration.ofSeconds(1), join(topic)::close);
    }

    /** A member joins while a transaction is open, and stays until the orders are counted. */
    EmissionVariant.FaultPoint memberThatStays(String topic) {
        return (producer, number) -> join(topic);
    }

    private GroupMember join(String topic) {
        var member = new GroupMember(
                SandboxResource.broker().bootstrapServers(),
                witness.group("semel-decision"),
                protocol(),
                List.of(witness.topic(topic)));
        members.add(member);
        return member.awaitJoined();
    }

    /** Runs the whole application with short timeouts and small batches: there are many transactions, and a fault ends soon. */
    abstract static class Profile implements QuarkusTestProfile {
        static final Duration MAX_BLOCK = Duration.ofSeconds(2);

        private final Map<String, String> protocol;

        Profile(Map<String, String> protocol) {
            this.protocol = protocol;
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<String, String>();
            protocol.forEach((key, value) -> settings.put("mp.messaging.incoming.to-decide." + key, value));
            settings.put("mp.messaging.incoming.to-decide.max.poll.records", "10");
            settings.put("mp.messaging.outgoing.decided.max.block.ms", Long.toString(MAX_BLOCK.toMillis()));
            settings.put("kafka.request.timeout.ms", "1000");
            settings.put("semel.projection.attempt", "3s");
            return settings;
        }
    }
}
