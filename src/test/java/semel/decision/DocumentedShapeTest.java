package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import semel.kit.Provokes;

/**
 * Shows why each transaction is confirmed: the connector's documented shape loses orders and reports success. If this fails, the
 * connector has changed: review decision 0001.
 */
@QuarkusTest
@TestProfile(PublicationFaultsCooperativeTest.Protocol.class) // the same profile, so that Quarkus starts once for both
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

    /** The new member takes none of our partitions: only the group's generation changes. */
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
