package semel.kafka;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.jboss.logging.Logger;

/** Checks the broker's features, creates missing topics and reads their ids, before any client starts. */
@ApplicationScoped
public class TopicsAtStart {
    /** Kafka's default for a topic; an order of any valid size is far below. */
    public static final int MAX_MESSAGE_BYTES = 1_048_588;

    private static final Duration SPREADING = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Logger LOG = Logger.getLogger(TopicsAtStart.class);

    private final Admin admin;
    private final TopicsConfig topics;
    private volatile Map<String, UUID> ids = Map.of();

    TopicsAtStart(Admin admin, TopicsConfig topics) {
        this.admin = admin;
        this.topics = topics;
    }

    // Before the connector, which starts its channels at LIBRARY_BEFORE (1000): a producer cannot wait for a topic.
    void atStart(@Observes @Priority(100) StartupEvent start) {
        try {
            BrokerFeatures.requireTransactions(BrokerFeatures.transactionVersion(
                    admin.describeFeatures().featureMetadata().get()));
            create(missing());
            ids = ids(describe());
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    "the topics could not be prepared: " + failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the topics were prepared", stopped);
        }
    }

    /** If all topics exist, nothing is created, and the right to create is not needed. */
    private List<String> missing() throws InterruptedException {
        var missing = new ArrayList<String>();
        for (var described :
                admin.describeTopics(topics.all()).topicNameValues().entrySet()) {
            try {
                described.getValue().get();
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw refused("describe", described.getKey(), failed.getCause());
                }
                missing.add(described.getKey());
            }
        }
        return missing;
    }

    private void create(List<String> missing) throws InterruptedException {
        for (var created : admin.createTopics(
                        missing.stream().map(this::newTopic).toList())
                .values()
                .entrySet()) {
            try {
                created.getValue().get();
                LOG.infof(
                        "topic created topic=%s partitions=%s replication=%s",
                        created.getKey(), topics.partitions(), topics.replication());
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof TopicExistsException)) {
                    throw refused("create", created.getKey(), failed.getCause());
                }
            }
        }
    }

    private static IllegalStateException refused(String operation, String topic, Throwable cause) {
        var remedy = cause instanceof AuthorizationException
                ? ": grant " + operation.toUpperCase(Locale.ROOT) + " on the topic"
                        + (operation.equals("create") ? ", or create the topic yourself" : "")
                        + " (see docs/reference/rights.md)"
                : "";
        return new IllegalStateException(
                "could not " + operation + " topic " + topic + ": " + cause.getMessage() + remedy, cause);
    }

    private NewTopic newTopic(String name) {
        return new NewTopic(name, topics.partitions(), topics.replication())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name,
                        TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(topics.retention().toMillis()),
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(topics.minInsync()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES)));
    }

    private Map<String, TopicDescription> describe() {
        return Uni.createFrom()
                .completionStage(
                        () -> admin.describeTopics(topics.all()).allTopicNames().toCompletionStage())
                // A new topic is not known to every broker at once.
                .onFailure(UnknownTopicOrPartitionException.class)
                .retry()
                .withBackOff(PAUSE)
                .expireIn(SPREADING.toMillis())
                .await()
                .atMost(SPREADING);
    }

    private static Map<String, UUID> ids(Map<String, TopicDescription> topics) {
        var ids = new HashMap<String, UUID>();
        topics.forEach((name, topic) -> ids.put(name, idOf(topic)));
        return Map.copyOf(ids);
    }

    /**
     * @return the topic's id at start; a topic that is created again has another one
     * @throws IllegalStateException for a topic that is not ours
     */
    public UUID idOf(String topic) {
        var id = ids.get(topic);
        if (id == null) {
            throw new IllegalStateException("topic " + topic + " did not exist at the start");
        }
        return id;
    }

    /** Whether this is the id of a topic that existed at start, not of a former one with its name. */
    public boolean hasId(String topic, UUID id) {
        return id.equals(ids.get(topic));
    }

    /** As {@link #createdAgain(TopicDescription)}, for all topics; asks the broker, and blocks. */
    Optional<String> createdAgain() {
        return describe().values().stream()
                .map(this::createdAgain)
                .flatMap(Optional::stream)
                .findAny();
    }

    /** @return the problem, if this is not the topic that existed at start */
    Optional<String> createdAgain(TopicDescription now) {
        return idOf(now).equals(idOf(now.name()))
                ? Optional.empty()
                : Optional.of("topic " + now.name() + " was deleted and created again: its id was " + idOf(now.name())
                        + " and is " + idOf(now) + ", and its unread records are lost");
    }

    /** As {@link EmptyPartitions#among}. */
    Set<TopicPartition> empty(Map<TopicPartition, Long> logStarts) {
        return EmptyPartitions.among(admin, logStarts);
    }

    public static UUID idOf(TopicDescription topic) {
        return new UUID(
                topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
    }
}
