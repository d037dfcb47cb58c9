package semel.decision;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.FailureKind;

/**
 * Decides whether a batch that was not published is tried again, and after which pause. Does no I/O. Failures are counted by partition,
 * because batches of other partitions may be published in between; the count restarts when a partition's first offset changes.
 *
 * @see "docs/explanation/decisions/0025-bounded-work-and-bounded-retries.md"
 */
final class Retries {
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /**
     * Whether to try again.
     *
     * @param failures in a row, including this one
     */
    sealed interface Next {
        int failures();

        record Again(int failures, Duration pause) implements Next {}

        record Never(int failures, String why) implements Next {}
    }

    private record FailureCount(long offset, int failures, int defects) {
        FailureCount failedAt(long first, boolean isDefect) {
            var same = first == offset;
            return new FailureCount(first, (same ? failures : 0) + 1, (same ? defects : 0) + (isDefect ? 1 : 0));
        }
    }

    private static final FailureCount NONE = new FailureCount(-1, 0, 0);

    private final Map<TopicPartition, FailureCount> counts = new HashMap<>();

    /**
     * Counts the failure.
     *
     * @param first the batch's first offset in each partition
     */
    Next after(Map<TopicPartition, Long> first, Throwable failure) {
        var kind = FailureKind.of(failure);
        var isDefect = kind == FailureKind.DEFECT;
        var failures = 1;
        var defects = 0;
        for (var entry : first.entrySet()) {
            var count = counts.getOrDefault(entry.getKey(), NONE).failedAt(entry.getValue(), isDefect);
            counts.put(entry.getKey(), count);
            failures = Math.max(failures, count.failures());
            defects = Math.max(defects, count.defects());
        }
        if (kind == FailureKind.ERROR || defects >= FailureKind.MAX_DEFECTS) {
            var often = failures == 1 ? "" : failures + " times in a row ";
            return new Next.Never(failures, "a batch failed " + often + "with " + FailureKind.nameOf(failure));
        }
        return new Next.Again(failures, pause(failures));
    }

    private static Duration pause(int failures) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 6));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
