package semel.decision;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

@QuarkusTest
@TestProfile(PublicationFaultsCooperativeTest.Protocol.class)
class PublicationFaultsCooperativeTest extends PublicationFaults {
    static final Map<String, String> PROTOCOL =
            Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");

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
