package semel.audit;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import semel.wire.OpenTransaction;

/**
 * How far the pipeline came in time: the inputs' ends at the cut, and what is still in front of it.
 *
 * @param open transactions that keep it from going on
 */
public record Reach(List<InputEnd> inputs, List<Finding.Behind> behind, List<OpenTransaction> open) {
    /** Whether the group that reads this partition did not come to its end. */
    public boolean isBehind(TopicPartition at) {
        return behind.stream().anyMatch(each -> each.topic().equals(at.topic()) && each.partition() == at.partition());
    }

    boolean isReached() {
        return behind.isEmpty();
    }

    void ifReached(Runnable then) {
        if (isReached()) {
            then.run();
        }
    }
}
