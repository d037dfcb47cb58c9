package semel.decision;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

@QuarkusTest
@TestProfile(PublicationFaultsCooperativeTest.Profile.class)
class PublicationFaultsCooperativeTest extends PublicationFaults {
    private static final Map<String, String> PROTOCOL =
            Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");

    @Override
    Map<String, String> protocol() {
        return PROTOCOL;
    }

    public static class Profile extends PublicationProfile {
        public Profile() {
            super(PROTOCOL);
        }
    }
}
