package semel.wire;

import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/** Where a group is about to go on in a partition: what it committed, if anything, and where the log starts. */
record Place(TopicPartition partition, UUID topicId, OptionalLong committed, long logStart) {}
