package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import semel.kafka.Channels;

@QuarkusTest
@TestProfile(PublicationFaultsKip848Test.Protocol.class)
class PublicationFaultsKip848Test extends PublicationFaults {
    private static final Map<String, String> PROTOCOL = Map.of("group.protocol", "consumer");

    @Inject
    KafkaClientService clients;

    @Override
    Map<String, String> protocol() {
        return PROTOCOL;
    }

    /** @see "docs/explanation/decisions/0020-a-poll-before-the-first-offset-is-repeated.md" */
    @Test
    void theConnectorsConsumerIsWrappedToRepeatAnEarlyPoll() throws ReflectiveOperationException {
        var delegate = KafkaConsumer.class.getDeclaredField("delegate");
        delegate.setAccessible(true);
        var polled = delegate.get(clients.getConsumer(Channels.TO_DECIDE).unwrap());

        assertThat(Proxy.isProxyClass(polled.getClass())).isTrue();
    }

    public static class Protocol extends Profile {
        public Protocol() {
            super(PROTOCOL);
        }
    }
}
