package semel.kafka;

import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * A group's committed offset in a partition, and the bounds of the log.
 *
 * @param logEnd the last stable offset; processed records are below it
 * @param isEmpty whether the partition is known to have no record, no control record and no open transaction
 */
record GroupPosition(
        TopicPartition partition, UUID topicId, OptionalLong committed, long logStart, long logEnd, boolean isEmpty) {
    /** Whether the group's next offset, 0 if it has none, was deleted. */
    static boolean isBehind(OptionalLong committed, long logStart) {
        return committed.orElse(0) < logStart;
    }
}
