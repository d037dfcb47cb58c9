package semel.pruning;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import semel.audit.TopicEvidence;
import semel.kafka.PartitionOffsets;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;
import semel.order.EventId;

/** Asks the broker where the logs of inputs and events start. */
@ApplicationScoped
class TopicStarts {
    private final PartitionOffsets offsets;
    private final TopicsConfig topics;
    private final TopicsAtStart atStart;

    TopicStarts(Admin admin, TopicsConfig topics, TopicsAtStart atStart) {
        this.offsets = new PartitionOffsets(admin, TopicEvidence.TIMEOUT_MILLIS);
        this.topics = topics;
        this.atStart = atStart;
    }

    /** @return the starts of the inputs' logs; fails as the admin client does */
    Uni<List<HistoryTable.LogStart>> inputs() {
        return starts(topics.inputs());
    }

    /** @return the starts of the logs of applied events; fails as the admin client does */
    Uni<List<HistoryTable.LogStart>> outputs() {
        return starts(topics.outputs());
    }

    private Uni<List<HistoryTable.LogStart>> starts(Collection<String> names) {
        Map<String, EventId.Kind> kinds = topics.kinds();
        return offsets.partitions(names)
                .chain(offsets::first)
                .map(first -> first.entrySet().stream()
                        .map(start -> new HistoryTable.LogStart(
                                atStart.idOf(start.getKey().topic()),
                                Optional.ofNullable(kinds.get(start.getKey().topic()))
                                        .map(EventId.Kind::code)
                                        .orElse(0),
                                start.getKey().partition(),
                                start.getValue()))
                        .toList());
    }
}
