package semel.pruning;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.PartitionOffsets;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;
import semel.order.EventId;

/** Asks the broker where the logs of inputs and events start. */
@ApplicationScoped
class TopicStarts {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final PartitionOffsets offsets;
    private final TopicsConfig topics;
    private final TopicsAtStart atStart;

    TopicStarts(Admin admin, TopicsConfig topics, TopicsAtStart atStart) {
        this.offsets = new PartitionOffsets(admin, TIMEOUT_MILLIS);
        this.topics = topics;
        this.atStart = atStart;
    }

    /** @return fails as the admin client does */
    Uni<HistoryTable.LogStarts> read() {
        return first(topics.inputs())
                .chain(inputs -> first(topics.outputs())
                        .map(outputs -> new HistoryTable.LogStarts(
                                rows(inputs, at -> atStart.idOf(at.topic())), rows(outputs, at -> kind(at.topic())))));
    }

    private Uni<Map<TopicPartition, Long>> first(Collection<String> names) {
        return offsets.partitions(names).chain(offsets::first);
    }

    private static List<Object[]> rows(Map<TopicPartition, Long> starts, Function<TopicPartition, Object> of) {
        return starts.entrySet().stream()
                .map(start ->
                        new Object[] {of.apply(start.getKey()), start.getKey().partition(), start.getValue()})
                .toList();
    }

    private int kind(String topic) {
        return Arrays.stream(EventId.Kind.values())
                .filter(kind -> topics.of(kind).equals(topic))
                .findFirst()
                .orElseThrow()
                .code();
    }
}
