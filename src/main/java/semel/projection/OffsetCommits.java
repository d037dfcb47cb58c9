package semel.projection;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * One commit of offsets at a time, of all that is applied by then. The next batch does not wait for it: the database knows how far it is,
 * and a group that is behind gets events again that change nothing.
 *
 * @see "docs/explanation/decisions/0005-projection-acks-after-the-database.md"
 */
final class OffsetCommits {
    /**
     * How far the group may be told to be.
     *
     * @param generation of the group in which that was polled
     * @param next for each partition the offset to commit
     */
    record AppliedUpTo(int generation, Map<TopicPartition, Long> next) {
        /** In a later generation partitions begin where they are committed: of the earlier one nothing is left to say. */
        private AppliedUpTo and(AppliedUpTo later) {
            if (later.generation() != generation) {
                return later;
            }
            var both = new HashMap<>(next);
            both.putAll(later.next());
            return new AppliedUpTo(generation, both);
        }
    }

    private final Function<AppliedUpTo, Uni<Void>> commit;
    private AppliedUpTo waiting;
    private boolean isBusy;

    /** @param commit must not fail */
    OffsetCommits(Function<AppliedUpTo, Uni<Void>> commit) {
        this.commit = commit;
    }

    /** Commits it now, or with what follows while a commit is under way. */
    void add(AppliedUpTo applied) {
        synchronized (this) {
            waiting = waiting == null ? applied : waiting.and(applied);
            if (isBusy) {
                return;
            }
            isBusy = true;
        }
        goOn();
    }

    private void goOn() {
        AppliedUpTo next;
        synchronized (this) {
            next = waiting;
            waiting = null;
            isBusy = next != null;
        }
        if (next != null) {
            commit.apply(next).subscribe().with(done -> goOn());
        }
    }
}
