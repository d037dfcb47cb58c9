package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PublicationFaultsCooperativeTest.Protocol.class)
class PublicationFaultsCooperativeTest extends PublicationFaults {
    private static final Map<String, String> PROTOCOL =
            Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");

    @Override
    Map<String, String> protocol() {
        return PROTOCOL;
    }

    /** Why each transaction is confirmed. If one of these two fails, the connector has changed: read decision 0001 again. */
    @Test
    void theDocumentedShapeLosesOrdersWhenAMemberJoins() {
        assertThat(ordersUnder(Variant.Shape.DOCUMENTED, memberOf("notifications"))
                        .missing())
                .isPositive();
    }

    @Test
    void theDocumentedShapeLosesOrdersWhenTheBrokerFreezes() {
        assertThat(ordersUnder(Variant.Shape.DOCUMENTED, freezeJustLongerThanMaxBlock())
                        .missing())
                .isPositive();
    }

    @Test
    void theDocumentedShapeConfirmedLosesNothingWhenAMemberJoins() {
        assertThat(ordersUnder(Variant.Shape.DOCUMENTED_CONFIRMED, memberOf("notifications"))
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void believingTheBlockIsEnoughWhileItsFailureIsOurs() {
        assertThat(ordersUnder(Variant.Shape.UNCONFIRMED, memberOf("notifications"))
                        .missing())
                .isZero();
    }

    public static class Protocol extends Profile {
        public Protocol() {
            super(PROTOCOL);
        }
    }
}
