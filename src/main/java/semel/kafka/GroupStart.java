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
 * Compares where a group stands in the partitions that it was just given with what the database knows, before a record of them is
 * read. It makes {@code auto.offset.reset=none} work: the first offset of a partition is committed here, and one that was lost or
 * moved, or whose records were deleted, parks the stage instead of skipping or repeating anything.
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
     * Blocks the polling thread, as a rebalance does anyway. Until it returns nobody else moves the group in these partitions.
     * Where the group must not go on, or nobody can tell, nothing is polled and the stage is parked; where the group has moved on
     * meanwhile, it is joined again.
     *
     * @param database what it knows of the topics of these names
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

    /** Whether this process has become a member of the group and may read what it was given, were it nothing. */
    boolean hasStarted(String group) {
        return started.contains(group);
    }

    private void look(
            Consumer<?, ?> consumer,
            String group,
            Collection<TopicPartition> partitions,
            Function<Collection<String>, Uni<List<StageProgress>>> database) {
        var standings = standings(consumer, partitions, database);
        refuse(group, standings);
        begin(consumer, group, standings);
    }

    /** At all partitions, so that an operator can put each of them right before a replica joins: Kafka moves empty groups only. */
    private void lookAgain(
            Consumer<?, ?> consumer,
            String group,
            Collection<String> names,
            Function<Collection<String>, Uni<List<StageProgress>>> database) {
        var partitions = names.stream()
                .flatMap(name -> consumer.partitionsFor(name).stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        refuse(group, standings(consumer, partitions, database));
    }

    private Map<GroupPosition, OffsetCheck> standings(
            Consumer<?, ?> consumer,
            Collection<TopicPartition> partitions,
            Function<Collection<String>, Uni<List<StageProgress>>> database) {
        topics.createdAgain().ifPresent(this::end);
        // Other replicas may move on meanwhile: what is committed is not below what was done before the question, nor
        // beyond what is done after it.
        var before = answer(database.apply(names(partitions)));
        var committed = consumer.committed(new HashSet<>(partitions));
        var logStarts = consumer.beginningOffsets(partitions);
        var empty = empty(committed, logStarts);
        var known = StageProgress.between(before, answer(database.apply(names(partitions))));
        // Asked last: nobody has done anything that nobody could read.
        var logEnds = consumer.endOffsets(partitions);
        var standings = new LinkedHashMap<GroupPosition, OffsetCheck>();
        partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::toString))
                .map(at -> new GroupPosition(
                        at,
                        topics.idOf(at.topic()),
                        offset(committed.get(at)),
                        logStarts.get(at),
                        logEnds.get(at),
                        empty.contains(at)))
                .forEach(place -> standings.put(place, OffsetCheck.of(place, known)));
        return standings;
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

    private void refuse(String group, Map<GroupPosition, OffsetCheck> standings) {
        var refusals = new ArrayList<OffsetsRefused.PartitionRefusal>();
        standings.forEach((place, check) -> {
            if (check instanceof OffsetCheck.Inconsistent refusal) {
                refusals.add(OffsetsRefused.PartitionRefusal.of(place, refusal, bootstrapServers, group));
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

    private static void begin(Consumer<?, ?> consumer, String group, Map<GroupPosition, OffsetCheck> standings) {
        var first = new HashMap<TopicPartition, OffsetAndMetadata>();
        standings.forEach((place, check) -> {
            if (check instanceof OffsetCheck.StartsAt begins) {
                first.put(place.partition(), new OffsetAndMetadata(begins.offset()));
            }
        });
        if (!first.isEmpty()) {
            consumer.commitSync(first);
            // A consumer of KIP-848 may have looked for a position before: it found none, or what was committed before.
            first.forEach(consumer::seek);
            LOG.infof("first offsets committed group=%s offsets=%s", group, first);
        }
    }
}
