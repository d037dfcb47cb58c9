package semel.audit;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import semel.wire.Topics;
import semel.wire.TopicsAtStart;
import semel.wire.VisibleRecords;

/** What topics and groups say. */
@ApplicationScoped
class TopicEvidence {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Admin admin;
    private final Map<String, Object> broker;
    private final Topics topics;

    TopicEvidence(Admin admin, @Identifier("default-kafka-broker") Map<String, Object> broker, Topics topics) {
        this.admin = admin;
        this.broker = broker;
        this.topics = topics;
    }

    /**
     * Takes the inputs' ends now and waits until everything before them is decided and published, and everything published by
     * then is applied.
     *
     * @param deadline what is not through by then is behind
     * @param told of each of the two that is reached
     */
    Uni<Reach> reach(Instant deadline, Consumer<Progress> told) {
        return inputEnds()
                .chain(inputs -> untilPublished(inputs, deadline))
                .invoke(published -> published.ifReached(() -> told.accept(new Progress.Published())))
                .chain(published -> published.isReached() ? untilApplied(published, deadline) : now(published))
                .invoke(applied -> applied.ifReached(() -> told.accept(new Progress.Applied())));
    }

    private Uni<Reach> untilPublished(List<InputEnd> inputs, Instant deadline) {
        var ends = inputs.stream()
                .collect(Collectors.toMap(end -> new TopicPartition(end.topic(), end.partition()), InputEnd::next));
        return untilThrough(topics.decisionGroup(), ends, deadline).map(behind -> new Reach(inputs, behind));
    }

    private Uni<Reach> untilApplied(Reach published, Instant deadline) {
        // The last stable offsets, taken only now: all that the decided inputs caused stands below them.
        return describe(topics.orders(), topics.inventory(), topics.notifications())
                .chain(outputs -> ends(partitions(outputs), OffsetSpec.latest()))
                .chain(ends -> untilThrough(topics.projectionGroup(), ends, deadline))
                .map(behind -> new Reach(published.inputs(), behind));
    }

    private Uni<List<Finding.Behind>> untilThrough(String group, Map<TopicPartition, Long> ends, Instant deadline) {
        return Multi.createBy()
                .repeating()
                .uni(() -> behind(group, ends))
                .withDelay(PAUSE)
                .whilst(behind -> !behind.isEmpty() && Instant.now().isBefore(deadline))
                .collect()
                .last();
    }

    private Uni<List<Finding.Behind>> behind(String group, Map<TopicPartition, Long> ends) {
        return from(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .map(committed -> below(group, committed, ends))
                .chain(this::stillVisible);
    }

    private static List<Finding.Behind> below(
            String group, Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .map(end -> {
                    var offset = committed.get(end.getKey());
                    return new Finding.Behind(
                            group,
                            end.getKey().topic(),
                            end.getKey().partition(),
                            offset == null ? 0 : offset.offset(),
                            end.getValue());
                })
                .filter(behind -> behind.committed() < behind.end())
                .toList();
    }

    private Uni<List<Finding.Behind>> stillVisible(List<Finding.Behind> below) {
        return below.isEmpty()
                ? now(below)
                : blocking(reader -> below.stream()
                        .filter(behind -> reader.firstIn(
                                        new TopicPartition(behind.topic(), behind.partition()),
                                        behind.committed(),
                                        behind.end())
                                .isPresent())
                        .toList());
    }

    /** @return of these offsets the first of each stretch that a reader sees; control records leave no trace, and need none */
    Uni<List<Finding.Untraced>> visible(List<Stretch> stretches) {
        return stretches.isEmpty() ? now(List.of()) : blocking(reader -> visible(reader, stretches));
    }

    private static List<Finding.Untraced> visible(VisibleRecords reader, List<Stretch> stretches) {
        var visible = new ArrayList<Finding.Untraced>();
        for (var stretch : stretches) {
            reader.firstIn(new TopicPartition(stretch.topic(), stretch.partition()), stretch.from(), stretch.to())
                    .ifPresent(
                            offset -> visible.add(new Finding.Untraced(stretch.topic(), stretch.partition(), offset)));
        }
        return visible;
    }

    private Uni<List<InputEnd>> inputEnds() {
        return describe(topics.ordersIn(), topics.receiptsIn()).chain(this::inputEndsOf);
    }

    private Uni<List<InputEnd>> inputEndsOf(Map<String, TopicDescription> inputs) {
        var partitions = partitions(inputs);
        return ends(partitions, OffsetSpec.earliest())
                .chain(first -> ends(partitions, OffsetSpec.latest()).map(next -> join(inputs, first, next)));
    }

    private static List<InputEnd> join(
            Map<String, TopicDescription> inputs, Map<TopicPartition, Long> first, Map<TopicPartition, Long> next) {
        return next.keySet().stream()
                .map(partition -> new InputEnd(
                        partition.topic(),
                        TopicsAtStart.idOf(inputs.get(partition.topic())),
                        partition.partition(),
                        first.get(partition),
                        next.get(partition)))
                .toList();
    }

    private Uni<Map<String, TopicDescription>> describe(String... names) {
        return from(admin.describeTopics(List.of(names)).allTopicNames());
    }

    static List<TopicPartition> partitions(Map<String, TopicDescription> descriptions) {
        return descriptions.values().stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(info -> new TopicPartition(topic.name(), info.partition())))
                .toList();
    }

    private Uni<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions, OffsetSpec spec) {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        return from(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .map(TopicEvidence::offsets);
    }

    static Map<TopicPartition, Long> offsets(Map<TopicPartition, ListOffsetsResultInfo> results) {
        return results.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, result -> result.getValue().offset()));
    }

    private <T> Uni<T> blocking(Function<VisibleRecords, T> look) {
        return Uni.createFrom()
                .item(() -> {
                    try (var reader = new VisibleRecords(broker)) {
                        return look.apply(reader);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static <T> Uni<T> from(KafkaFuture<T> future) {
        return Uni.createFrom().completionStage(future.toCompletionStage());
    }

    private static <T> Uni<T> now(T value) {
        return Uni.createFrom().item(value);
    }
}
