package semel.decision;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

@QuarkusTest
@TestProfile(PublicationFaultsKip848Test.Protocol.class)
class PublicationFaultsKip848Test extends PublicationFaults {
    private static final Map<String, String> PROTOCOL = Map.of("group.protocol", "consumer");

    @Override
    Map<String, String> protocol() {
        return PROTOCOL;
    }

    public static class Protocol extends Profile {
        public Protocol() {
            super(PROTOCOL);
        }
    }
}
