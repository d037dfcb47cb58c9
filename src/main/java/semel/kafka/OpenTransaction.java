package semel.kafka;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is not ended. Until it is, a read_committed reader gets nothing of its partition from its first record on,
 * also of other producers.
 *
 * @param firstOffset of its first record in the partition
 * @param transactionalId empty where the broker does not tell it
 * @param age since the transaction began, or since its last record where the broker does not tell the beginning
 */
public record OpenTransaction(
        TopicPartition at, long firstOffset, long producerId, String transactionalId, Duration age) {
    private static final Duration LONG_OPEN = Duration.ofSeconds(1);

    /** Whether it holds readers up. A younger one may be that of a replica at work. */
    public boolean isLongOpen() {
        return age.compareTo(LONG_OPEN) >= 0;
    }

    /** The command that ends it. */
    public String remedy(String bootstrapServers) {
        return "kafka-transactions.sh --bootstrap-server " + bootstrapServers + " abort --topic " + at.topic()
                + " --partition " + at.partition() + " --start-offset " + firstOffset;
    }

    /** The producer that holds readers up, and for how long. */
    @Override
    public String toString() {
        return "producer " + producerId + (transactionalId.isEmpty() ? "" : " (" + transactionalId + ")")
                + " has had a transaction open at offset " + firstOffset + " for " + age.toSeconds() + " s";
    }
}
