package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that a concatenation reads its parts one after another, and only on demand. */
class ConcatenationTest {
    @Test
    void elementsAreReadOnlyWhenTheyAreRequested() {
        var read = new ArrayList<Integer>();
        Iterable<Integer> first = () -> recording(read, 1, 2, 3);
        Iterable<Integer> second = () -> recording(read, 4);
        var chain = new Concatenation<>(List.of(first, second)).iterator();

        assertThat(chain.next()).isEqualTo(1);
        assertThat(read).containsExactly(1);
        assertThat(chain.next()).isEqualTo(2);
        assertThat(read).containsExactly(1, 2);
    }

    @Test
    void emptyPartsAreSkipped() {
        assertThat(new Concatenation<>(List.of(List.<Integer>of(), List.of(1, 2), List.<Integer>of(), List.of(3))))
                .containsExactly(1, 2, 3);
        assertThat(new Concatenation<Integer>(List.of())).isEmpty();
    }

    private static Iterator<Integer> recording(List<Integer> read, int... numbers) {
        return IntStream.of(numbers).boxed().peek(read::add).iterator();
    }
}
