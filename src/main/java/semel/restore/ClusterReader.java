package semel.restore;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Reads topics and groups from the brokers, and sets a group's offsets. Blocks. */
final class ClusterReader {
    private final Admin admin;

    ClusterReader(Admin admin) {
        this.admin = admin;
    }

    /** @throws CatchUpRefused if a group has members: they would commit while its offsets are compared */
    void refuseMembers(String... groups) {
        for (var group : groups) {
            var members = members(group);
            if (members > 0) {
                throw new CatchUpRefused("the group " + group + " has " + members
                        + " members: stop all replicas, or wait until their stages are parked");
            }
        }
    }

    private int members(String group) {
        try {
            return get(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group)
                            .thenApply(ConsumerGroupDescription::members))
                    .size();
        } catch (GroupIdNotFoundException none) {
            return 0;
        }
    }

    Map<String, UUID> topicIds(Collection<String> topics) {
        var ids = new HashMap<String, UUID>();
        describe(topics)
                .forEach((name, topic) -> ids.put(
                        name,
                        new UUID(
                                topic.topicId().getMostSignificantBits(),
                                topic.topicId().getLeastSignificantBits())));
        return ids;
    }

    List<TopicPartition> partitions(Collection<String> topics) {
        return describe(topics).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private Map<String, TopicDescription> describe(Collection<String> topics) {
        return get(admin.describeTopics(topics).allTopicNames());
    }

    /** @return the committed offset of each partition of the group, of all topics */
    Map<TopicPartition, Long> committed(String group) {
        var offsets = new HashMap<TopicPartition, Long>();
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) offsets.put(partition, offset.offset());
                });
        return offsets;
    }

    void set(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (!offsets.isEmpty())
            get(admin.alterConsumerGroupOffsets(group, offsets).all());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", stopped);
        }
    }
}
