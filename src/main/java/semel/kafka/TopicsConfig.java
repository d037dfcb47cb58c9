package semel.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import semel.order.EventId;

/** The topics, and with which settings a missing one is created. An existing topic is never changed. */
@ConfigMapping(prefix = "semel.topics")
public interface TopicsConfig {
    /** Put before the name of every topic, consumer group and transactional id, so that several pipelines can share a cluster. */
    Optional<String> prefix();

    /** Partitions of a topic that is created. */
    @WithDefault("4")
    int partitions();

    /** Replication factor of a topic that is created; 3 where the loss of a broker must not lose orders. */
    @WithDefault("1")
    short replication();

    /** {@code min.insync.replicas} of a topic that is created; 2 with a replication factor of 3. */
    @WithDefault("1")
    int minInsync();

    /** {@code retention.ms} of a topic that is created; longer than any time for which the pipeline may be down. */
    @WithDefault("14d")
    Duration retention();

    default String ordersIn() {
        return named("orders-in");
    }

    default String receiptsIn() {
        return named("receipts-in");
    }

    default String orders() {
        return of(EventId.Kind.ORDER);
    }

    default String inventory() {
        return of(EventId.Kind.INVENTORY);
    }

    default String notifications() {
        return of(EventId.Kind.NOTIFICATION);
    }

    default String deadLetters() {
        return named("orders-dead-letters");
    }

    /** The topic that carries events of this kind. */
    default String of(EventId.Kind kind) {
        return named(kind.topic());
    }

    /** The topics of events, each with the kind that it carries. */
    default Map<String, EventId.Kind> kinds() {
        return Arrays.stream(EventId.Kind.values()).collect(Collectors.toMap(this::of, kind -> kind));
    }

    /** What the channel {@link Channels#RECEIVED} writes and {@link Channels#TO_DECIDE} reads. */
    default List<String> inputs() {
        return List.of(ordersIn(), receiptsIn());
    }

    /** What the channel {@link Channels#TO_APPLY} reads. */
    default List<String> outputs() {
        return EventId.Kind.applied().stream().map(this::of).toList();
    }

    /** What the channel {@link Channels#DECIDED} writes. */
    default List<String> published() {
        return Stream.concat(Arrays.stream(EventId.Kind.values()).map(this::of), Stream.of(deadLetters()))
                .toList();
    }

    default List<String> all() {
        return Stream.of(inputs(), published()).flatMap(List::stream).toList();
    }

    /** The group of the channel {@link Channels#TO_DECIDE}. */
    default String decisionGroup() {
        return named("semel-decision");
    }

    /** The group of the channel {@link Channels#TO_APPLY}. */
    default String projectionGroup() {
        return named("semel-projection");
    }

    private String named(String name) {
        return prefix().orElse("") + name;
    }
}
