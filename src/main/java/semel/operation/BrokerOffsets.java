package semel.operation;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import semel.operation.Offsets.Reader;
import semel.wire.OpenTransactions;
import semel.wire.Topics;

/** Asks the broker where topics and groups stand; waits for nothing. */
@Singleton
class BrokerOffsets {
    private final Admin admin;
    private final Topics topics;
    private final OpenTransactions transactions;
    private final int timeoutMillis;

    BrokerOffsets(Admin admin, Topics topics, OpenTransactions transactions, OperationSettings settings) {
        this.admin = admin;
        this.topics = topics;
        this.transactions = transactions;
        this.timeoutMillis = (int) settings.look().toMillis();
    }

    /** @return fails where the broker does not answer within the time of a look */
    CompletionStage<Offsets> read() {
        var within = new DescribeTopicsOptions().timeoutMs(timeoutMillis);
        return of(admin.describeTopics(topics.all(), within).allTopicNames())
                .thenApply(BrokerOffsets::partitions)
                .thenCompose(this::read)
                .thenCompose(offsets -> transactions.in(offsets.heldUp()).thenApply(offsets::with));
    }

    private static List<TopicPartition> partitions(Map<String, TopicDescription> described) {
        return described.values().stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(info -> new TopicPartition(topic.name(), info.partition())))
                .toList();
    }

    private CompletionStage<Offsets> read(List<TopicPartition> partitions) {
        var decided = committed(Stage.DECISION, partitions);
        var applied = committed(Stage.PROJECTION, partitions);
        var stable = ends(partitions, IsolationLevel.READ_COMMITTED);
        var end = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
        return CompletableFuture.allOf(decided, applied, stable, end).thenApply(all -> {
            var committed = new HashMap<>(decided.join());
            committed.putAll(applied.join());
            return new Offsets(stable.join(), end.join(), committed, List.of());
        });
    }

    private CompletableFuture<Map<Reader, Long>> committed(Stage stage, List<TopicPartition> all) {
        var group = stage.group(topics);
        var read = all.stream()
                .filter(at -> stage.inputs(topics).contains(at.topic()))
                .toList();
        var asked = Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(read));
        var within = new ListConsumerGroupOffsetsOptions().timeoutMs(timeoutMillis);
        return of(admin.listConsumerGroupOffsets(asked, within).partitionsToOffsetAndMetadata(group))
                .thenApply(found -> found.entrySet().stream()
                        .filter(at -> at.getValue() != null)
                        .collect(Collectors.toMap(
                                at -> new Reader(stage, at.getKey()),
                                at -> at.getValue().offset())));
    }

    private CompletableFuture<Map<TopicPartition, Long>> ends(
            Collection<TopicPartition> partitions, IsolationLevel isolation) {
        var latest = partitions.stream().collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
        var within = new ListOffsetsOptions(isolation).timeoutMs(timeoutMillis);
        return of(admin.listOffsets(latest, within).all())
                .thenApply(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, at -> at.getValue().offset())));
    }

    static <T> CompletableFuture<T> of(KafkaFuture<T> answer) {
        return answer.toCompletionStage().toCompletableFuture();
    }
}
