package semel.kafka;

import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group is about to go on in a partition: what it committed, if anything, and where the log starts.
 *
 * @param logEnd up to where a read_committed reader may read: what is done is below
 * @param isEmpty whether the partition is known to hold nothing, not even control records, and no transaction is open in it
 */
record GroupPosition(
        TopicPartition partition, UUID topicId, OptionalLong committed, long logStart, long logEnd, boolean isEmpty) {
    /** Whether the group would go on from an offset that is no longer there, or from none. */
    static boolean isBehind(OptionalLong committed, long logStart) {
        return committed.orElse(0) < logStart;
    }
}
