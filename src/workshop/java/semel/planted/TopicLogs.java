package semel.planted;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Administers the topics and groups of a scene. */
final class TopicLogs {
    private final String bootstrapServers;
    private final String prefix;

    TopicLogs(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
    }

    /** Deletes records older than the topic's retention, as brokers do every five minutes. */
    void clean(String name) {
        withAdmin(admin -> {
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, prefix + name);
            var retention =
                    admin.describeConfigs(List.of(topic)).all().get().get(topic).get(TopicConfig.RETENTION_MS_CONFIG);
            var tooOld = Instant.now()
                    .minus(Duration.ofMillis(Long.parseLong(retention.value())))
                    .toEpochMilli();
            var partitions = admin.describeTopics(List.of(prefix + name))
                    .allTopicNames()
                    .get()
                    .get(prefix + name);
            var kept = new HashMap<TopicPartition, OffsetSpec>();
            partitions
                    .partitions()
                    .forEach(at -> kept.put(
                            new TopicPartition(prefix + name, at.partition()), OffsetSpec.forTimestamp(tooOld)));
            var deleted = new HashMap<TopicPartition, RecordsToDelete>();
            admin.listOffsets(kept)
                    .all()
                    .get()
                    .forEach((at, first) -> deleted.put(at, RecordsToDelete.beforeOffset(first.offset())));
            return admin.deleteRecords(deleted).all().get();
        });
    }

    /** Id of the leader of the topic's first partition. */
    int leader(String name) {
        return withAdmin(admin -> admin.describeTopics(List.of(prefix + name))
                .allTopicNames()
                .get()
                .get(prefix + name)
                .partitions()
                .get(0)
                .leader()
                .id());
    }

    /** Adds partitions to a topic. */
    void grow(String name, int partitions) {
        withAdmin(admin -> admin.createPartitions(Map.of(prefix + name, NewPartitions.increaseTo(partitions)))
                .all()
                .get());
    }

    /** Number of members of a group; 0 while it is not stable. */
    int members(String group) {
        return withAdmin(admin -> {
            var described = admin.describeConsumerGroups(List.of(prefix + group))
                    .all()
                    .get()
                    .get(prefix + group);
            return described.groupState() == GroupState.STABLE
                    ? described.members().size()
                    : 0;
        });
    }

    private interface Question<T> {
        T of(Admin admin) throws ExecutionException, InterruptedException;
    }

    private <T> T withAdmin(Question<T> question) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return question.of(admin);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
