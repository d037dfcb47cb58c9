package semel.decision;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.GroupStart;
import semel.kafka.StageOffsets;
import semel.kafka.StageProgress;
import semel.kafka.TopicsConfig;

/** Checks the decision stage's offsets against the database at each rebalance, before a record is read. */
@ApplicationScoped
@Identifier("decision-start")
class DecisionOffsets implements KafkaConsumerRebalanceListener, StageOffsets {
    private final GroupStart start;
    private final DecisionStore decisions;
    private final TopicsConfig topics;
    private final Membership membership;

    DecisionOffsets(GroupStart start, DecisionStore decisions, TopicsConfig topics, Membership membership) {
        this.start = start;
        this.decisions = decisions;
        this.topics = topics;
        this.membership = membership;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        membership.joined(consumer.groupMetadata());
        start.look(consumer, partitions, this::known);
    }

    @Override
    public Collection<String> topics() {
        return topics.inputs();
    }

    @Override
    public Uni<List<StageProgress>> known(Collection<String> names) {
        return decisions.known(names);
    }

    @Override
    public Uni<Void> passed(StageProgress done, long next) {
        return decisions.notePassed(done, next);
    }
}
