package semel.kit;

import java.time.Duration;
import java.util.List;

/**
 * Sets the clock of a process wrong, for the JDK's instants and for Kafka's clients. {@link System#nanoTime} is not affected, as on a
 * machine with a wrong clock.
 *
 * @param off offset of the clock; negative if it is behind
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
