package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PublicationFaultsRangeTest.Protocol.class)
public class PublicationFaultsRangeTest extends PublicationFaults {
    private static final Map<String, String> PROTOCOL =
            Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor");

    @Override
    Map<String, String> protocol() {
        return PROTOCOL;
    }

    @Test
    void nothingIsLostOrDuplicatedWhenTheBrokerFreezesBeforeTheCommit() {
        assertThat(ordersUnder(EmissionVariant.Shape.PRODUCT, freezeJustLongerThanMaxBlock())
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDuplicatedWhenTheWorkFailsAfterItsSends() {
        EmissionVariant.FaultPoint failure = (producer, number) -> {
            throw new IllegalStateException("after the sends");
        };
        assertThat(ordersUnder(EmissionVariant.Shape.PRODUCT, failure).isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDuplicatedWhenTheLastSendFails() {
        EmissionVariant.failLastSendOf(2);
        assertThat(ordersUnder(EmissionVariant.Shape.PRODUCT, (producer, number) -> {})
                        .isExactlyOnce())
                .isTrue();
    }

    public static class Protocol extends Profile {
        public Protocol() {
            super(PROTOCOL);
        }
    }
}
