package semel.kafka;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that has not ended. Until it ends, a read_committed reader gets no record of the partition from its first record on, not
 * even of other producers.
 *
 * @param firstOffset of its first record in the partition
 * @param transactionalId empty if the broker does not report it
 * @param age since the transaction began, or since its last record if the broker does not report the beginning
 */
public record OpenTransaction(
        TopicPartition at, long firstOffset, long producerId, String transactionalId, Duration age) {
    private static final Duration LONG_OPEN = Duration.ofSeconds(1);

    /** Whether it blocks readers. A younger one may be of a replica at work. */
    public boolean isLongOpen() {
        return age.compareTo(LONG_OPEN) >= 0;
    }

    /** @return the command that aborts it */
    public String remedy(String bootstrapServers) {
        return "kafka-transactions.sh --bootstrap-server " + bootstrapServers + " abort --topic " + at.topic()
                + " --partition " + at.partition() + " --start-offset " + firstOffset;
    }

    /** The producer that blocks readers, and for how long. */
    @Override
    public String toString() {
        return "producer " + producerId + (transactionalId.isEmpty() ? "" : " (" + transactionalId + ")")
                + " has had a transaction open at offset " + firstOffset + " for " + age.toSeconds() + " s";
    }
}
