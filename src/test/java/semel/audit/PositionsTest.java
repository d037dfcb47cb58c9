package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void itIsASetWhateverTheOrder(int seed) {
        // Given
        var random = new Random(seed);
        var start = random.nextInt(10_000);
        var all =
                new ArrayList<>(LongStream.range(start, start + 30_000).boxed().toList());
        Collections.shuffle(all, random);
        var missing = new HashSet<>(all.subList(0, seed % 3));
        var positions = new Positions(start);
        var complete = new Positions(start);
        // When
        all.forEach(complete::add);
        all.forEach(position -> assertThat(missing.contains(position) || positions.add(position))
                .isTrue());
        // Then
        assertThat(all).allMatch(position -> positions.contains(position) != missing.contains(position));
        assertThat(all).allMatch(position -> missing.contains(position) || !positions.add(position));
        assertThat(positions.contains(start + 30_000)).isFalse();
        assertThat(complete.low()).isEqualTo(start + 30_000);
        assertThat(positions.low())
                .isEqualTo(missing.stream().min(Long::compare).orElse(start + 30_000L));
        assertThat(notIn(complete, positions)).containsExactlyInAnyOrderElementsOf(missing);
        assertThat(notIn(positions, complete)).isEmpty();
    }

    private static List<Long> notIn(Positions one, Positions other) {
        var found = new ArrayList<Long>();
        one.forEachNotIn(other, found::add);
        return found;
    }
}
