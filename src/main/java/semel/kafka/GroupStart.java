package semel.kafka;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Compares a group's offsets in newly assigned partitions with the database, before any record is read. It commits the first offset of
 * a partition, which {@code auto.offset.reset=none} needs. It parks the stage if an offset was lost or moved, or if unread records were
 * deleted, so that nothing is skipped or repeated.
 *
 * @see "docs/explanation/decisions/0008-refused-rather-than-survived.md"
 */
@ApplicationScoped
public class GroupStart {
    private static final Logger LOG = Logger.getLogger(GroupStart.class);

    private final TopicsAtStart topics;
    private final ProcessExit end;
    private final Parking parking;
    private final DuplicateInstance duplicate;
    private final String bootstrapServers;
    private final Set<String> started = ConcurrentHashMap.newKeySet();

    GroupStart(
            TopicsAtStart topics,
            ProcessExit end,
            Parking parking,
            DuplicateInstance duplicate,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.topics = topics;
        this.end = end;
        this.parking = parking;
        this.duplicate = duplicate;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Blocks the polling thread, as a rebalance does anyway; until it returns, no other member commits in these partitions. If the
     * group must not continue, or the check fails, parks the stage before it reads. Joins again if the group is in a later generation.
     *
     * @param partitions newly assigned; may be empty
     * @param database reads the stage's progress in the topics of these names
     */
    public void look(
            Consumer<?, ?> consumer,
            Collection<TopicPartition> partitions,
            Function<Collection<String>, Uni<List<StageProgress>>> database) {
        var group = consumer.groupMetadata().groupId();
        duplicate.joined(group, consumer.groupMetadata().memberId());
        try {
            if (!partitions.isEmpty()) {
                look(consumer, group, partitions, database);
            }
        } catch (WakeupException | FencedInstanceIdException ended) {
            throw ended;
        } catch (RuntimeException why) {
            if (EndedGeneration.isOver(why)) {
                parking.rejoin(consumer, why);
                return;
            }
            parking.park(consumer, why, names -> lookAgain(consumer, group, names, database));
        }
        started.add(group);
    }

    /** Whether this process has joined the group and its assignment was checked, even an empty one. */
    boolean hasStarted(String group) {
        return started.contains(group);
    }

    private void look(
            Consumer<?, ?> consumer,
            String group,
            Collection<TopicPartition> partitions,
            Function<Collection<String>, Uni<List<StageProgress>>> database) {
        var checks = checks(consumer, partitions, database);
        requireConsistent(group, checks);
        begin(consumer, group, checks);
    }

    /** Checks all partitions: an operator must correct all at once, because Kafka resets only a group without members. */
    private void lookAgain(
            Consumer<?, ?> consumer,
            String group,
            Collection<String> names,
            Function<Collection<String>, Uni<List<StageProgress>>> database) {
        var partitions = names.stream()
                .flatMap(name -> consumer.partitionsFor(name).stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        requireConsistent(group, checks(consumer, partitions, database));
    }

    private Map<GroupPosition, OffsetCheck> checks(
            Consumer<?, ?> consumer,
            Collection<TopicPartition> partitions,
            Function<Collection<String>, Uni<List<StageProgress>>> database) {
        topics.createdAgain().ifPresent(this::end);
        // Other replicas may commit meanwhile: a committed offset is at least `from` in the first answer, and at most
        // `passed` in the second.
        var before = answer(database.apply(names(partitions)));
        var committed = consumer.committed(new HashSet<>(partitions));
        var logStarts = consumer.beginningOffsets(partitions);
        var empty = empty(committed, logStarts);
        var known = StageProgress.between(before, answer(database.apply(names(partitions))));
        // Read last, so that all progress is below these ends.
        var logEnds = consumer.endOffsets(partitions);
        var checks = new LinkedHashMap<GroupPosition, OffsetCheck>();
        partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::toString))
                .map(at -> new GroupPosition(
                        at,
                        topics.idOf(at.topic()),
                        offset(committed.get(at)),
                        logStarts.get(at),
                        logEnds.get(at),
                        empty.contains(at)))
                .forEach(position -> checks.put(position, OffsetCheck.of(position, known)));
        return checks;
    }

    private static Set<String> names(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    private Set<TopicPartition> empty(
            Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> logStarts) {
        var behind = new HashMap<>(logStarts);
        behind.keySet().removeIf(at -> !GroupPosition.isBehind(offset(committed.get(at)), logStarts.get(at)));
        return topics.empty(behind);
    }

    private static OptionalLong offset(OffsetAndMetadata committed) {
        return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
    }

    private List<StageProgress> answer(Uni<List<StageProgress>> question) {
        var answer = question.subscribeAsCompletionStage();
        CompletableFuture.anyOf(answer, end.stop()).join();
        if (!answer.isDone()) {
            throw new IllegalStateException("stopped before the database answered");
        }
        return answer.join();
    }

    private void requireConsistent(String group, Map<GroupPosition, OffsetCheck> checks) {
        var refusals = new ArrayList<OffsetsRefused.PartitionRefusal>();
        checks.forEach((position, check) -> {
            if (check instanceof OffsetCheck.Inconsistent refusal) {
                refusals.add(OffsetsRefused.PartitionRefusal.of(position, refusal, bootstrapServers, group));
            }
        });
        if (!refusals.isEmpty()) {
            throw new OffsetsRefused(refusals);
        }
    }

    private void end(String why) {
        end.because(why, null);
        throw new IllegalStateException(why);
    }

    private static void begin(Consumer<?, ?> consumer, String group, Map<GroupPosition, OffsetCheck> checks) {
        var first = new HashMap<TopicPartition, OffsetAndMetadata>();
        checks.forEach((position, check) -> {
            if (check instanceof OffsetCheck.StartsAt begins) {
                first.put(position.partition(), new OffsetAndMetadata(begins.offset()));
            }
        });
        if (!first.isEmpty()) {
            consumer.commitSync(first);
            // A KIP-848 consumer may have looked for a position already, and found none or an older one.
            first.forEach(consumer::seek);
            LOG.infof("first offsets committed group=%s offsets=%s", group, first);
        }
    }
}
