package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that items are read ahead in order, and only a few of them. */
class ReadAheadTest {
    private final ReadAhead ahead = new ReadAhead();

    @AfterEach
    void close() {
        ahead.close();
    }

    @Test
    void itemsKeepTheirOrder() {
        for (var size : List.of(0, 1, 499, 500, 501, 10_000)) {
            var items = IntStream.range(0, size).boxed().toList();
            assertThat(all(ahead.iterator(items))).isEqualTo(items);
        }
    }

    @Test
    void aFailureOfTheReaderEndsTheIteration() {
        Iterable<Integer> broken =
                () -> Stream.of(1, 2, 0).map(number -> 2 / number).iterator();
        assertThatThrownBy(() -> all(ahead.iterator(broken))).hasRootCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void onlyAFewItemsAreReadAhead() {
        var read = new AtomicInteger();
        Iterable<Integer> endless = () -> Stream.generate(read::incrementAndGet).iterator();
        var numbers = ahead.iterator(endless);
        for (int number = 1; number <= 100_000; number++) {
            assertThat(numbers.next()).isEqualTo(number);
            assertThat(read.get()).isLessThan(number + 5_000);
        }
    }

    private static <T> List<T> all(Iterator<T> items) {
        var all = new ArrayList<T>();
        items.forEachRemaining(all::add);
        return all;
    }
}
