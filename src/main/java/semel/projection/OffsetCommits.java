package semel.projection;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits offsets, one commit at a time, each for everything applied so far. The next batch does not wait for it: the database has the
 * exact progress, and events that the group reads again change nothing.
 *
 * @see "docs/explanation/decisions/0005-projection-acks-after-the-database.md"
 */
final class OffsetCommits {
    /**
     * The offsets that may be committed.
     *
     * @param generation the consumer group's when the records were polled
     * @param next for each partition the offset to commit
     */
    record AppliedUpTo(int generation, Map<TopicPartition, Long> next) {
        /** Drops these offsets if the generation changed, because reading has restarted from the committed offsets. */
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

    /** Commits at once, or after the commit that is running. */
    void add(AppliedUpTo applied) {
        synchronized (this) {
            waiting = waiting == null ? applied : waiting.and(applied);
            if (isBusy) {
                return;
            }
            isBusy = true;
        }
        commitWaiting();
    }

    private void commitWaiting() {
        AppliedUpTo next;
        synchronized (this) {
            next = waiting;
            waiting = null;
            isBusy = next != null;
        }
        if (next != null) {
            commit.apply(next).subscribe().with(done -> commitWaiting());
        }
    }
}
