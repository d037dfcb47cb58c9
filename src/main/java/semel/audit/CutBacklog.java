package semel.audit;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the pipeline came in time: the inputs' ends at the cut, and what is still in front of it.
 *
 * @param open transactions that keep it from going on
 */
public record CutBacklog(List<InputEnd> inputs, List<Behind> behind, List<Finding> open) {
    /**
     * A group has not yet committed a record before the cut.
     *
     * @param lastStable where readers of the partition come to a halt; below the end, a transaction is open
     */
    record Behind(String group, TopicPartition at, long committed, long lastStable, long end) {
        boolean isHeldUp() {
            return lastStable < end;
        }

        private Finding finding() {
            return new Finding(
                    FindingType.I13_BEHIND,
                    at.topic() + ":" + at.partition(),
                    "the group " + group + " has committed " + committed + ", the end is " + end);
        }
    }

    /** Whether the group that reads this partition did not come to its end. */
    public boolean isBehind(TopicPartition at) {
        return behind.stream().anyMatch(each -> each.at().equals(at));
    }

    boolean isReached() {
        return behind.isEmpty();
    }

    void ifReached(Runnable then) {
        if (isReached()) {
            then.run();
        }
    }

    /** What is behind, and what keeps it there. */
    Stream<Finding> findings() {
        return Stream.concat(behind.stream().map(Behind::finding), open.stream());
    }
}
