package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcatenationTest {
    @Test
    void itHoldsNothingThatIsNotAskedForYet() {
        var read = new ArrayList<Integer>();
        Iterable<Integer> first = () -> noted(read, 1, 2, 3);
        Iterable<Integer> second = () -> noted(read, 4);
        var chain = new Concatenation<>(List.of(first, second)).iterator();

        assertThat(chain.next()).isEqualTo(1);
        assertThat(read).containsExactly(1);
        assertThat(chain.next()).isEqualTo(2);
        assertThat(read).containsExactly(1, 2);
    }

    @Test
    void itGoesOverWhatIsEmpty() {
        assertThat(new Concatenation<>(List.of(List.<Integer>of(), List.of(1, 2), List.<Integer>of(), List.of(3))))
                .containsExactly(1, 2, 3);
        assertThat(new Concatenation<Integer>(List.of())).isEmpty();
    }

    private static Iterator<Integer> noted(List<Integer> read, int... numbers) {
        return IntStream.of(numbers).boxed().peek(read::add).iterator();
    }
}
