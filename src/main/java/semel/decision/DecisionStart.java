package semel.decision;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import semel.wire.GroupStart;

/** Lets the decision begin where the database knows it to be, or not at all. */
@ApplicationScoped
@Identifier("decision-start")
class DecisionStart implements KafkaConsumerRebalanceListener {
    private final GroupStart start;
    private final Decisions decisions;

    DecisionStart(GroupStart start, Decisions decisions) {
        this.start = start;
        this.decisions = decisions;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        start.look(consumer, partitions, decisions::known);
    }
}
