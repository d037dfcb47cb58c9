package semel.restore;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * The part of an input partition that was decided and published, but is missing in the restored database.
 *
 * @param from last offset decided in the database + 1
 * @param to the offset that the decision's group has committed; exclusive
 */
record MissingRange(TopicPartition partition, UUID topicId, long from, long to) {
    boolean contains(long offset) {
        return from <= offset && offset < to;
    }
}
