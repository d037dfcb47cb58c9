package semel.audit;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.Coordinates;
import semel.kafka.OpenTransaction;
import semel.kafka.OpenTransactions;
import semel.kafka.PartitionOffsets;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;
import semel.kafka.VisibleRecords;

/** Reads the evidence of topics and groups, and waits until the groups have reached the cut. */
@ApplicationScoped
public class TopicEvidence {
    /** The limit of one answer of the broker. */
    public static final int TIMEOUT_MILLIS = 10_000;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final PartitionOffsets offsets;
    private final OpenTransactions transactions;
    private final Map<String, Object> broker;
    private final TopicsConfig topics;

    public TopicEvidence(
            Admin admin,
            OpenTransactions transactions,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            TopicsConfig topics) {
        this.offsets = new PartitionOffsets(admin, TIMEOUT_MILLIS);
        this.transactions = transactions;
        this.broker = broker;
        this.topics = topics;
    }

    /**
     * Reads the inputs' ends now, waits until everything before them is decided and published, and then until everything published is
     * applied. An end is the high watermark, because records after an open transaction were accepted too.
     *
     * @param deadline ends the wait; the backlog at that time is returned
     * @param told gets {@link Progress.Published} and {@link Progress.Applied}
     */
    public Uni<CutBacklog> reach(Instant deadline, Consumer<Progress> told) {
        return inputEnds()
                .chain(inputs -> untilPublished(inputs, deadline))
                .invoke(published -> published.ifReached(() -> told.accept(new Progress.Published())))
                .chain(published -> published.isReached() ? untilApplied(published, deadline) : now(published))
                .invoke(applied -> applied.ifReached(() -> told.accept(new Progress.Applied())));
    }

    private Uni<CutBacklog> untilPublished(List<InputEnd> inputs, Instant deadline) {
        var ends = inputs.stream()
                .collect(Collectors.toMap(end -> new TopicPartition(end.topic(), end.partition()), InputEnd::next));
        return untilThrough(topics.decisionGroup(), ends, deadline).chain(behind -> reach(inputs, behind));
    }

    private Uni<CutBacklog> untilApplied(CutBacklog published, Instant deadline) {
        // Read only now, so that all events of the decided inputs are below these ends.
        return offsets.partitions(topics.outputs())
                .chain(offsets::ends)
                .chain(ends -> untilThrough(topics.projectionGroup(), ends, deadline))
                .chain(behind -> reach(published.inputs(), behind));
    }

    /** An open transaction in any topic may cause a backlog. */
    private Uni<CutBacklog> reach(List<InputEnd> inputs, List<CutBacklog.Behind> behind) {
        return behind.isEmpty()
                ? now(new CutBacklog(inputs, behind, List.of()))
                : open().map(open -> new CutBacklog(inputs, behind, open));
    }

    private Uni<List<Finding>> open() {
        return offsets.partitions(topics.all())
                .chain(partitions -> offsets.lastStable(partitions)
                        .chain(stable -> offsets.ends(partitions)
                                .map(ends -> partitions.stream()
                                        .filter(at -> stable.get(at) < ends.get(at))
                                        .toList())))
                .chain(heldUp -> Uni.createFrom().completionStage(() -> transactions.in(heldUp)))
                .map(open -> open.stream()
                        .filter(OpenTransaction::isLongOpen)
                        .map(each -> Finding.of(each, broker.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)))
                        .toList());
    }

    private Uni<List<CutBacklog.Behind>> untilThrough(String group, Map<TopicPartition, Long> ends, Instant deadline) {
        return Multi.createBy()
                .repeating()
                .uni(() -> behind(group, ends))
                .withDelay(PAUSE)
                .whilst(behind -> !behind.isEmpty() && Instant.now().isBefore(deadline))
                .collect()
                .last();
    }

    private Uni<List<CutBacklog.Behind>> behind(String group, Map<TopicPartition, Long> ends) {
        return offsets.committed(group)
                .chain(committed -> offsets.lastStable(ends.keySet())
                        .map(stable -> ends.keySet().stream()
                                .map(at -> new CutBacklog.Behind(
                                        group, at, committed.getOrDefault(at, 0L), stable.get(at), ends.get(at)))
                                .filter(behind -> behind.committed() < behind.end())
                                .toList()))
                .chain(this::stillVisible);
    }

    private Uni<List<CutBacklog.Behind>> stillVisible(List<CutBacklog.Behind> below) {
        return below.stream().allMatch(CutBacklog.Behind::isHeldUp)
                ? now(below)
                : blocking(reader -> below.stream()
                        .filter(behind -> behind.isHeldUp()
                                || reader.firstIn(behind.at(), behind.committed(), behind.end())
                                        .isPresent())
                        .toList());
    }

    /** @return a finding for the first visible record of each range; control records need no trace */
    Uni<List<Finding>> visible(List<OffsetRange> ranges) {
        return ranges.isEmpty() ? now(List.of()) : blocking(reader -> visible(reader, ranges));
    }

    private static List<Finding> visible(VisibleRecords reader, List<OffsetRange> ranges) {
        var visible = new ArrayList<Finding>();
        for (var range : ranges) {
            reader.firstIn(new TopicPartition(range.topic(), range.partition()), range.from(), range.to())
                    .ifPresent(record -> visible.add(new Finding(
                            FindingType.I6_UNTRACED,
                            new Coordinates(range.topic(), range.partition(), record.offset()),
                            "not in the tables decision, suppressed and dead_letter")));
        }
        return visible;
    }

    private Uni<List<InputEnd>> inputEnds() {
        return offsets.topics(topics.inputs()).chain(inputs -> {
            var partitions = PartitionOffsets.partitions(inputs);
            return offsets.first(partitions)
                    .chain(first -> offsets.ends(partitions).map(next -> join(inputs, first, next)));
        });
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

    private <T> Uni<T> blocking(Function<VisibleRecords, T> look) {
        return Uni.createFrom()
                .item(() -> {
                    try (var reader = new VisibleRecords(broker)) {
                        return look.apply(reader);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static <T> Uni<T> now(T value) {
        return Uni.createFrom().item(value);
    }
}
