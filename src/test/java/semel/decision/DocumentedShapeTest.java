package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import semel.kit.Provokes;

/**
 * Why each transaction is confirmed: what the connector's documented shape loses while it reports success. Should this fail,
 * the connector has changed: read decision 0001 again.
 */
@QuarkusTest
@TestProfile(PublicationFaultsCooperativeTest.Protocol.class) // the same: one start for both
@Provokes({"semel.decision.Recovery", "io.smallrye.reactive.messaging.kafka", "org.apache.kafka.clients.NetworkClient"})
class DocumentedShapeTest extends FaultHarness {
    @Override
    Map<String, String> protocol() {
        return PublicationFaultsCooperativeTest.PROTOCOL;
    }

    @Test
    void theDocumentedShapeLosesOrdersAndReportsSuccess() {
        assertThat(ordersUnder(EmissionVariant.Shape.DOCUMENTED, freezeJustLongerThanMaxBlock())
                        .missing())
                .isPositive();
    }

    /** The newcomer takes none of our partitions: the group has a new generation, and that is all. */
    @Test
    void theDocumentedShapeLosesOrdersWhenAMemberJoins() {
        assertThat(ordersUnder(EmissionVariant.Shape.DOCUMENTED, memberThatStays("notifications"))
                        .missing())
                .isPositive();
    }

    @Test
    void theDocumentedShapeConfirmedLosesNothingWhenAMemberJoins() {
        assertThat(ordersUnder(EmissionVariant.Shape.DOCUMENTED_CONFIRMED, memberThatStays("notifications"))
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void theDocumentedShapeConfirmedLosesNothing() {
        assertThat(ordersUnder(EmissionVariant.Shape.DOCUMENTED_CONFIRMED, freezeJustLongerThanMaxBlock())
                        .isExactlyOnce())
                .isTrue();
    }
}
