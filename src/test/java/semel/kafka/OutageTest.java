package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import semel.kit.LogCapture;
import semel.kit.Provokes;

@Provokes("semel.kafka.Outage")
class OutageTest {
    private final Outage outage = new Outage("asking", Duration.ofHours(1));

    @Test
    void anOutageIsLoggedAtItsBeginningAndAtItsEnd() {
        try (var log = LogCapture.of(Outage.class.getName())) {
            outage.failed(new IllegalStateException("closed"));
            outage.failed(new IllegalStateException("closed"));
            outage.over();
            outage.over();
            assertThat(log.atLeast(Level.INFO))
                    .extracting(LogCapture::text)
                    .containsExactly("asking failed attempts=1", "asking succeeded again attempts=2");
        }
    }

    @Test
    void anAttemptThatTheStopInterruptsIsNoOutage() {
        try (var log = LogCapture.of(Outage.class.getName())) {
            outage.stop();
            outage.failed(new IllegalStateException("closed"));
            assertThat(log.atLeast(Level.INFO)).isEmpty();
        }
    }
}
