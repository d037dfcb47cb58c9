package semel.restore;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * The part of an input partition that was decided and published, and of which the restored database knows nothing.
 *
 * @param from what the database knows as decided + 1
 * @param to what the decision's group has committed
 */
record MissingRange(TopicPartition partition, UUID topicId, long from, long to) {
    boolean contains(long offset) {
        return from <= offset && offset < to;
    }
}
