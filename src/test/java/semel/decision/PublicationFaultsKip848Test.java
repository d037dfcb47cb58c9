package semel.decision;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PublicationFaultsKip848Test.Protocol.class)
class PublicationFaultsKip848Test extends PublicationFaults {
    private static final Map<String, String> PROTOCOL = Map.of("group.protocol", "consumer");

    @Override
    Map<String, String> protocol() {
        return PROTOCOL;
    }

    @Test
    void theDocumentedShapeConfirmed() {
        ordersUnder(Variant.Shape.DOCUMENTED_CONFIRMED, memberOf("notifications"));
    }

    public static class Protocol extends Profile {
        public Protocol() {
            super(PROTOCOL);
        }
    }
}
