package semel.kafka;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker for the offsets of partitions and groups. Fails as the admin client does. */
public final class PartitionOffsets {
    private final Admin admin;
    private final Integer timeoutMillis;

    /** @param timeoutMillis of each answer, null for the client's default */
    public PartitionOffsets(Admin admin, Integer timeoutMillis) {
        this.admin = admin;
        this.timeoutMillis = timeoutMillis;
    }

    /** @return descriptions by name */
    public Uni<Map<String, TopicDescription>> topics(Collection<String> names) {
        return from(admin.describeTopics(names, new DescribeTopicsOptions().timeoutMs(timeoutMillis))
                .allTopicNames());
    }

    /** @return names by topic id */
    public Uni<Map<UUID, String>> names(Collection<String> names) {
        return topics(names)
                .map(described -> described.values().stream()
                        .collect(Collectors.toMap(TopicsAtStart::idOf, TopicDescription::name)));
    }

    public Uni<List<TopicPartition>> partitions(Collection<String> names) {
        return topics(names).map(PartitionOffsets::partitions);
    }

    public static List<TopicPartition> partitions(Map<String, TopicDescription> descriptions) {
        return descriptions.values().stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(info -> new TopicPartition(topic.name(), info.partition())))
                .toList();
    }

    /** The log start offsets. */
    public Uni<Map<TopicPartition, Long>> first(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** The last stable offsets: a read_committed reader reads below them. */
    public Uni<Map<TopicPartition, Long>> lastStable(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** The high watermarks; records after an open transaction are below them too. */
    public Uni<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    private Uni<Map<TopicPartition, Long>> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        var asked = partitions.stream().distinct().collect(Collectors.toMap(at -> at, at -> spec));
        return from(admin.listOffsets(asked, new ListOffsetsOptions(isolation).timeoutMs(timeoutMillis))
                        .all())
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, at -> at.getValue().offset())));
    }

    /** The committed offsets of a group; a partition without one is missing. */
    public Uni<Map<TopicPartition, Long>> committed(String group) {
        return committed(group, new ListConsumerGroupOffsetsOptions());
    }

    /** As {@link #committed}, but without partitions for which an open or prepared transaction holds another offset. */
    public Uni<Map<TopicPartition, Long>> settled(String group) {
        return committed(group, new ListConsumerGroupOffsetsOptions().requireStable(true));
    }

    private Uni<Map<TopicPartition, Long>> committed(String group, ListConsumerGroupOffsetsOptions options) {
        var asked = Map.of(group, new ListConsumerGroupOffsetsSpec());
        return from(admin.listConsumerGroupOffsets(asked, options.timeoutMs(timeoutMillis))
                        .partitionsToOffsetAndMetadata(group))
                .map(found -> found.entrySet().stream()
                        .filter(at -> at.getValue() != null)
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, at -> at.getValue().offset())));
    }

    private static <T> Uni<T> from(KafkaFuture<T> future) {
        return Uni.createFrom().completionStage(future.toCompletionStage());
    }
}
