package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StatementQueueTest {
    private static final StatementQueue.Limits LIMITS = new StatementQueue.Limits(4, 100);

    private final StatementQueue<TestEntry> queue = new StatementQueue<>(LIMITS);

    /** Has identity, not value, equality. */
    private static final class TestEntry implements StatementQueue.Entry {
        private final String key;
        private final int rows;
        private final long bytes;
        private boolean isAbandoned;

        TestEntry(String key, int rows, long bytes) {
            this.key = key;
            this.rows = rows;
            this.bytes = bytes;
        }

        @Override
        public Object key() {
            return key;
        }

        @Override
        public int rows() {
            return rows;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public boolean isAbandoned() {
            return isAbandoned;
        }
    }

    private TestEntry add(String key) {
        return add(new TestEntry(key, 1, 1));
    }

    private TestEntry add(TestEntry request) {
        queue.add(request);
        return request;
    }

    @Test
    void aSingleRequestRunsAtOnce() {
        var one = add("k");

        assertThat(queue.next()).containsExactly(one);
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void requestsThatArriveDuringAStatementShareTheNextOne() {
        add("a");
        queue.next();
        var waiting = List.of(add("c"), add((String) null), add("d"));

        assertThat(queue.next()).isEmpty();
        queue.ended();

        assertThat(queue.next()).isEqualTo(waiting);
    }

    @Test
    void theSecondRequestWithOneKeyWaitsForTheFirst() {
        var one = add("k");
        var two = add("k");
        var three = add("k");
        var other = add("x");

        assertThat(queue.next()).containsExactly(one, other);
        assertThat(queue.next()).isEmpty();

        queue.ended();
        assertThat(queue.next()).containsExactly(two);
        queue.ended();
        assertThat(queue.next()).containsExactly(three);
    }

    @Test
    void aStatementKeepsItsLimitsUnlessOneRequestExceedsThem() {
        var large = add(new TestEntry(null, 9, 900));
        var three = add(new TestEntry(null, 3, 1));
        var two = add(new TestEntry(null, 2, 60));
        var heavy = add(new TestEntry(null, 1, 60));

        for (var expected : List.of(large, three, two, heavy)) {
            assertThat(queue.next()).containsExactly(expected);
            queue.ended();
        }
    }

    @Test
    void anAbandonedRequestIsSkippedAndTheNextRuns() {
        var left = add("k");
        var behind = add("k");
        left.isAbandoned = true;

        assertThat(queue.next()).containsExactly(behind);
    }

    @Test
    void requestsOfAFailedStatementAreRetriedAloneAndFirst() {
        var one = add("a");
        var two = add("b");
        var failed = queue.next();
        var later = add("c");
        var behind = add("a");
        queue.endedForEachAlone(failed);

        assertThat(queue.next()).containsExactly(one);
        queue.ended();
        assertThat(queue.next()).containsExactly(two);
        queue.ended();
        assertThat(queue.next()).containsExactly(later, behind);
    }

    /** Any order of requests and ends: the script has a number for each step. */
    @Property
    void eachRequestIsWrittenOnceInOrderAndWithinTheLimits(
            @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 999) Integer> script) {
        var queue = new StatementQueue<TestEntry>(LIMITS);
        var added = new ArrayList<TestEntry>();
        var written = new ArrayList<TestEntry>();
        var failedOnce = new HashSet<TestEntry>();
        var running = new ArrayList<TestEntry>();
        for (var step : script) {
            var which = step / 10;
            switch (step % 10) {
                case 0, 1, 2, 3 -> {
                    var request = new TestEntry(which % 5 == 0 ? null : "k" + which % 5, 1 + which % 3, which % 60);
                    added.add(request);
                    queue.add(request);
                }
                case 4, 5, 6 -> take(queue, running);
                case 7, 8 -> {
                    written.addAll(running);
                    end(queue, running);
                }
                default -> {
                    if (!running.isEmpty()) {
                        failedOnce.addAll(running);
                        queue.endedForEachAlone(List.copyOf(running));
                        running.clear();
                    }
                }
            }
            assertBounds(running, failedOnce);
        }
        do {
            written.addAll(running);
            end(queue, running);
            take(queue, running);
            assertBounds(running, failedOnce);
        } while (!running.isEmpty());
        assertThat(queue.waiting()).isZero();
        assertThat(written).containsExactlyInAnyOrderElementsOf(added);
        assertThat(inTurn(written)).isEqualTo(inTurn(added));
    }

    private static void take(StatementQueue<TestEntry> queue, List<TestEntry> running) {
        var isFree = running.isEmpty();
        var batch = queue.next();
        assertThat(batch.isEmpty() || isFree).as("one statement at a time").isTrue();
        assertThat(isFree && batch.isEmpty() && queue.waiting() > 0)
                .as("requests wait only while a statement runs")
                .isFalse();
        running.addAll(batch);
    }

    private static void end(StatementQueue<TestEntry> queue, List<TestEntry> running) {
        if (!running.isEmpty()) {
            queue.ended();
            running.clear();
        }
    }

    private static void assertBounds(List<TestEntry> running, HashSet<TestEntry> failedOnce) {
        assertThat(running.stream().map(request -> request.key).filter(Objects::nonNull))
                .doesNotHaveDuplicates();
        if (running.size() > 1) {
            assertThat(running.stream().mapToInt(TestEntry::rows).sum()).isLessThanOrEqualTo(LIMITS.rows());
            assertThat(running.stream().mapToLong(TestEntry::bytes).sum()).isLessThanOrEqualTo(LIMITS.bytes());
            assertThat(running).noneMatch(failedOnce::contains);
        }
    }

    private static Map<String, List<TestEntry>> inTurn(List<TestEntry> requests) {
        return requests.stream()
                .filter(request -> request.key != null)
                .collect(Collectors.groupingBy(request -> request.key));
    }
}
