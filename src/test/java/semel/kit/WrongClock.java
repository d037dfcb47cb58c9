package semel.kit;

import java.time.Duration;
import java.util.List;

/**
 * A process whose clock is wrong: all that asks the JDK for an instant, and all of Kafka's clients. What measures time without a
 * clock ({@link System#nanoTime}) goes on as on a machine whose clock is wrong.
 *
 * @param off ahead, or behind if negative
 */
public record WrongClock(Duration off) implements BytemanRule {
    @Override
    public List<String> lines() {
        return List.of(
                "RULE clock of the JDK",
                "CLASS java.time.Clock",
                "METHOD currentInstant()",
                "AT EXIT",
                "IF true",
                "DO return $!.plusMillis(" + off.toMillis() + "L)",
                "ENDRULE",
                "RULE clock of Kafka's clients",
                "CLASS org.apache.kafka.common.utils.SystemTime",
                "METHOD milliseconds()",
                "AT EXIT",
                "IF true",
                "DO return $! + " + off.toMillis() + "L",
                "ENDRULE");
    }
}
