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
    private static final StatementQueue.Limits LIMITS = new StatementQueue.Limits(2, 4, 100);

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
    void requestsBeyondTheLimitOfStatementsShareTheNextOne() {
        add("a");
        var first = queue.next();
        add("b");
        queue.next();
        var waiting = List.of(add("c"), add((String) null), add("d"));

        assertThat(queue.next()).isEmpty();
        queue.ended(first);

        assertThat(queue.next()).isEqualTo(waiting);
    }

    @Test
    void theSecondRequestWithOneKeyWaitsForTheFirst() {
        var one = add("k");
        var two = add("k");
        var other = add("x");

        var first = queue.next();
        assertThat(first).containsExactly(one, other);
        assertThat(queue.next()).isEmpty();

        queue.ended(first);
        assertThat(queue.next()).containsExactly(two);
    }

    @Test
    void aStatementKeepsItsLimitsUnlessOneRequestExceedsThem() {
        var large = add(new TestEntry(null, 9, 900));
        var three = add(new TestEntry(null, 3, 1));
        var two = add(new TestEntry(null, 2, 60));
        var heavy = add(new TestEntry(null, 1, 60));

        var first = queue.next();
        assertThat(first).containsExactly(large);
        var second = queue.next();
        assertThat(second).containsExactly(three);
        queue.ended(first);
        assertThat(queue.next()).containsExactly(two);
        queue.ended(second);
        assertThat(queue.next()).containsExactly(heavy);
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

        var first = queue.next();
        assertThat(first).containsExactly(one);
        assertThat(queue.next()).containsExactly(two);
        queue.ended(first);
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
        var underWay = new ArrayList<List<TestEntry>>();
        for (var step : script) {
            var which = step / 10;
            switch (step % 10) {
                case 0, 1, 2, 3 -> {
                    var request = new TestEntry(which % 5 == 0 ? null : "k" + which % 5, 1 + which % 3, which % 60);
                    added.add(request);
                    queue.add(request);
                }
                case 4, 5, 6 -> take(queue, underWay);
                case 7, 8 -> {
                    if (!underWay.isEmpty()) {
                        var batch = underWay.remove(which % underWay.size());
                        written.addAll(batch);
                        queue.ended(batch);
                    }
                }
                default -> {
                    if (!underWay.isEmpty()) {
                        var batch = underWay.remove(which % underWay.size());
                        failedOnce.addAll(batch);
                        queue.endedForEachAlone(batch);
                    }
                }
            }
            assertBounds(underWay, failedOnce);
        }
        for (var more = true; more; ) {
            take(queue, underWay);
            more = !underWay.isEmpty();
            if (more) {
                var batch = underWay.remove(0);
                written.addAll(batch);
                queue.ended(batch);
            }
        }
        assertThat(queue.waiting()).isZero();
        assertThat(written).containsExactlyInAnyOrderElementsOf(added);
        assertThat(inTurn(written)).isEqualTo(inTurn(added));
    }

    private static void take(StatementQueue<TestEntry> queue, List<List<TestEntry>> underWay) {
        var batch = queue.next();
        if (batch.isEmpty()) {
            assertThat(underWay.size() == LIMITS.statements() || queue.waiting() == 0 || !underWay.isEmpty())
                    .as("requests wait only while a statement runs")
                    .isTrue();
        } else {
            underWay.add(batch);
        }
    }

    private static void assertBounds(List<List<TestEntry>> underWay, HashSet<TestEntry> failedOnce) {
        assertThat(underWay).hasSizeLessThanOrEqualTo(LIMITS.statements());
        assertThat(underWay.stream()
                        .flatMap(List::stream)
                        .map(request -> request.key)
                        .filter(Objects::nonNull))
                .doesNotHaveDuplicates();
        for (var batch : underWay) {
            if (batch.size() > 1) {
                assertThat(batch.stream().mapToInt(TestEntry::rows).sum()).isLessThanOrEqualTo(LIMITS.rows());
                assertThat(batch.stream().mapToLong(TestEntry::bytes).sum()).isLessThanOrEqualTo(LIMITS.bytes());
                assertThat(batch).noneMatch(failedOnce::contains);
            }
        }
    }

    private static Map<String, List<TestEntry>> inTurn(List<TestEntry> requests) {
        return requests.stream()
                .filter(request -> request.key != null)
                .collect(Collectors.groupingBy(request -> request.key));
    }
}
