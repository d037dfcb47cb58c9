package semel.wire;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Compares where a group stands in the partitions that it was just given with what the database knows, before a record of them is
 * read. It makes {@code auto.offset.reset=none} work: the first offset of a partition is committed here, and one that was lost or
 * moved, or whose records were deleted, ends the process instead of skipping or repeating anything.
 *
 * @see "docs/decisions/0008-refused-rather-than-survived.md"
 */
@ApplicationScoped
public class GroupStart {
    private static final Logger LOG = Logger.getLogger(GroupStart.class);

    /** Shorter than max.poll.interval.ms (5 minutes): after it the group has let go of us, and of the partitions. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final TopicsAtStart topics;
    private final ProcessEnd end;
    private final Namesake namesake;
    private final String bootstrapServers;
    private final Set<String> started = ConcurrentHashMap.newKeySet();

    GroupStart(
            TopicsAtStart topics,
            ProcessEnd end,
            Namesake namesake,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.topics = topics;
        this.end = end;
        this.namesake = namesake;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Blocks the polling thread, as a rebalance does anyway. Until it returns nobody else moves the group in these partitions.
     *
     * @param database what it knows of the topics of these names
     * @throws IllegalStateException where the group may not go on, so that nothing is polled: the process ends
     */
    public void look(
            Consumer<?, ?> consumer,
            Collection<TopicPartition> partitions,
            Function<Collection<String>, Uni<List<Known>>> database) {
        var group = consumer.groupMetadata().groupId();
        namesake.joined(group, consumer.groupMetadata().memberId());
        if (!partitions.isEmpty()) {
            look(consumer, group, partitions, database);
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
            Function<Collection<String>, Uni<List<Known>>> database) {
        topics.createdAgain().ifPresent(this::end);
        // In this order: whatever is committed now, the database knows by then.
        var places = places(consumer, partitions);
        var known = answer(group, database.apply(names(partitions)));
        var standings = new LinkedHashMap<Place, Standing>();
        places.forEach(place -> standings.put(place, Standing.of(place, known)));
        refuse(group, standings);
        begin(consumer, group, standings);
    }

    private static Set<String> names(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    private List<Place> places(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var committed = consumer.committed(new HashSet<>(partitions));
        var logStarts = consumer.beginningOffsets(partitions);
        var behind = new HashMap<>(logStarts);
        behind.keySet().removeIf(at -> !Place.isBehind(offset(committed.get(at)), logStarts.get(at)));
        var empty = topics.empty(behind);
        return partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::toString))
                .map(at -> new Place(
                        at, topics.idOf(at.topic()), offset(committed.get(at)), logStarts.get(at), empty.contains(at)))
                .toList();
    }

    private static OptionalLong offset(OffsetAndMetadata committed) {
        return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
    }

    /** Asks again for as long as the database is away. */
    private static List<Known> answer(String group, Uni<List<Known>> question) {
        return question.onFailure()
                .invoke(away -> LOG.errorf(away, "known offsets not read group=%s", group))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(PATIENCE.toMillis())
                .await()
                .indefinitely();
    }

    private void refuse(String group, Map<Place, Standing> standings) {
        var refused = new ArrayList<TopicPartition>();
        standings.forEach((place, standing) -> {
            if (standing instanceof Standing.Refused refusal) {
                refused.add(place.partition());
                tell(group, place, refusal);
            }
        });
        if (!refused.isEmpty()) {
            end("group " + group + " may not go on in " + refused + ": each has its reason and remedy above");
        }
    }

    private void tell(String group, Place place, Standing.Refused refusal) {
        LOG.errorf(
                "offset refused group=%s partition=%s topicId=%s committed=%s logStart=%s database=[%s] reason=[%s]"
                        + " remedy=[kafka-consumer-groups.sh --bootstrap-server %s --group %s --topic %s:%s"
                        + " --reset-offsets --to-offset %s --execute]",
                group,
                place.partition(),
                place.topicId(),
                place.committed().isPresent() ? place.committed().getAsLong() : "nothing",
                place.logStart(),
                refusal.known(),
                refusal.reason(),
                bootstrapServers,
                group,
                place.partition().topic(),
                place.partition().partition(),
                refusal.offset());
    }

    private void end(String why) {
        end.because(why, null);
        throw new IllegalStateException(why);
    }

    private static void begin(Consumer<?, ?> consumer, String group, Map<Place, Standing> standings) {
        var first = new HashMap<TopicPartition, OffsetAndMetadata>();
        standings.forEach((place, standing) -> {
            if (standing instanceof Standing.Begins begins) {
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
