package semel.audit;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The inputs' ends at the cut, and the backlog before them that still existed at the deadline.
 *
 * @param behind the backlog, empty if there is none
 * @param open findings about open transactions, which may block the pipeline
 */
public record CutBacklog(List<InputEnd> inputs, List<Behind> behind, List<Finding> open) {
    /**
     * A partition of which a group has not committed everything before the cut.
     *
     * @param lastStable readers cannot read beyond it; if it is below the end, a transaction is open
     */
    record Behind(String group, TopicPartition at, long committed, long lastStable, long end) {
        /** Whether an open transaction blocks the readers. */
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

    /** Whether the group that reads this partition has not reached its end. */
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

    /** The backlog, and the open transactions that may cause it. */
    Stream<Finding> findings() {
        return Stream.concat(behind.stream().map(Behind::finding), open.stream());
    }
}
