package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kit.Member;
import semel.kit.Witness;
import semel.sandbox.SandboxResource;

/**
 * What the emission promises under each group protocol, and what the documented shape of the transaction block loses where it
 * does not. A subclass for each protocol.
 *
 * @see "docs/decisions/0001-confirm-each-transaction.md"
 */
abstract class PublicationFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ORDERS = 100;

    @ConfigProperty(name = "semel.topics.prefix")
    String prefix;

    private Witness witness;

    abstract Map<String, String> protocol();

    @BeforeEach
    void startClean() {
        Variant.reset();
        witness = new Witness(SandboxResource.broker().bootstrapServers(), prefix);
        witness.receive("pen", 100_000);
        awaitAllRead();
    }

    @AfterEach
    void clear() {
        Variant.reset();
        witness.close();
    }

    private void awaitAllRead() {
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
    }

    private Witness.Count ordersUnder(Variant.Shape shape, Variant.Strike strike) {
        Variant.shape = shape;
        Variant.strikeAt(2, strike);
        var ids = witness.order(ORDERS, "pen");
        awaitAllRead();
        assertThat(Variant.TRANSACTIONS.get()).isGreaterThan(2);
        var count = witness.count(ids);
        System.out.println("SPIKE " + getClass().getSimpleName() + " " + shape + " "
                + StackWalker.getInstance()
                        .walk(frames -> frames.skip(1)
                                .limit(3)
                                .map(StackWalker.StackFrame::getMethodName)
                                .toList())
                + " missing=" + count.missing() + " doubled=" + count.doubled() + " transactions="
                + Variant.TRANSACTIONS);
        return count;
    }

    private static void freezeJustLongerThanMaxBlock() {
        var broker = SandboxResource.broker();
        broker.freeze();
        new Thread(() -> {
                    try {
                        Thread.sleep(
                                PublicationProfile.MAX_BLOCK.plusMillis(500).toMillis());
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    broker.thaw();
                })
                .start();
    }

    private Member member(String... topics) {
        return new Member(
                        SandboxResource.broker().bootstrapServers(),
                        witness.group("semel-decision"),
                        protocol(),
                        List.of(topics))
                .awaitJoined();
    }

    private Witness.Count ordersWhenAMemberJoinsAndLeaves(Variant.Shape shape, String... topics) {
        var joined = new Member[1];
        Variant.Strike join = (producer, number) -> {
            joined[0] = member(topics);
            leaveSoon(joined[0]);
        };
        return ordersUnder(shape, join);
    }

    private static void leaveSoon(Member member) {
        new Thread(() -> {
                    try {
                        Thread.sleep(1500);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    member.close();
                })
                .start();
    }

    @Test
    void nothingIsLostOrDoubledWithoutAFault() {
        assertThat(ordersUnder(Variant.Shape.PRODUCT, (producer, number) -> {}).isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDoubledWhenTheBrokerFreezesBeforeTheCommit() {
        assertThat(ordersUnder(Variant.Shape.PRODUCT, (producer, number) -> freezeJustLongerThanMaxBlock())
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDoubledWhenAMemberTakesPartitionsAndLeaves() {
        assertThat(ordersWhenAMemberJoinsAndLeaves(Variant.Shape.PRODUCT, witness.topic("orders-in"))
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDoubledWhenAMemberTakesNoneOfOurPartitionsAndLeaves() {
        assertThat(ordersWhenAMemberJoinsAndLeaves(Variant.Shape.PRODUCT, witness.topic("notifications"))
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDoubledWhenTheLastSendFails() {
        assertThat(ordersUnder(Variant.Shape.PRODUCT, (producer, number) -> {
                            throw new IllegalStateException("business failure after the sends");
                        })
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void spikeUnconfirmedFreeze() {
        ordersUnder(Variant.Shape.UNCONFIRMED, (producer, number) -> freezeJustLongerThanMaxBlock());
    }

    @Test
    void spikeUnconfirmedMember() {
        ordersWhenAMemberJoinsAndLeaves(Variant.Shape.UNCONFIRMED, witness.topic("orders-in"));
    }

    @Test
    void spikeUnconfirmedMemberElsewhere() {
        ordersWhenAMemberJoinsAndLeaves(Variant.Shape.UNCONFIRMED, witness.topic("notifications"));
    }

    @Test
    void spikeDocumentedFreeze() {
        ordersUnder(Variant.Shape.DOCUMENTED, (producer, number) -> freezeJustLongerThanMaxBlock());
    }

    @Test
    void spikeDocumentedMember() {
        ordersWhenAMemberJoinsAndLeaves(Variant.Shape.DOCUMENTED, witness.topic("orders-in"));
    }

    @Test
    void spikeDocumentedMemberElsewhere() {
        ordersWhenAMemberJoinsAndLeaves(Variant.Shape.DOCUMENTED, witness.topic("notifications"));
    }

    @Test
    void spikeDocumentedConfirmedFreeze() {
        ordersUnder(Variant.Shape.DOCUMENTED_CONFIRMED, (producer, number) -> freezeJustLongerThanMaxBlock());
    }

    @Test
    void spikeDocumentedConfirmedMember() {
        ordersWhenAMemberJoinsAndLeaves(Variant.Shape.DOCUMENTED_CONFIRMED, witness.topic("orders-in"));
    }

    @Test
    void spikeDocumentedConfirmedMemberElsewhere() {
        ordersWhenAMemberJoinsAndLeaves(Variant.Shape.DOCUMENTED_CONFIRMED, witness.topic("notifications"));
    }

    /** Short timeouts and small batches: a fault strikes in the second of many transactions, and is over soon. */
    abstract static class PublicationProfile implements QuarkusTestProfile {
        static final Duration MAX_BLOCK = Duration.ofSeconds(2);

        private final Map<String, String> protocol;

        PublicationProfile(Map<String, String> protocol) {
            this.protocol = protocol;
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<String, String>();
            protocol.forEach((key, value) -> settings.put("mp.messaging.incoming.to-decide." + key, value));
            settings.put("mp.messaging.incoming.to-decide.max.poll.records", "10");
            settings.put("mp.messaging.outgoing.decided.max.block.ms", Long.toString(MAX_BLOCK.toMillis()));
            settings.put("kafka.request.timeout.ms", "1000");
            return settings;
        }
    }
}
