package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which positions a set contains and which gaps it finds. */
class PositionSetTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void positionsInAnyOrderAreAddedOnce(int seed) {
        // Given
        var random = new Random(seed);
        var start = random.nextInt(10_000);
        var all =
                new ArrayList<>(LongStream.range(start, start + 30_000).boxed().toList());
        Collections.shuffle(all, random);
        var missing = new HashSet<>(all.subList(0, seed % 3));
        var positions = new PositionSet(start);
        var complete = new PositionSet(start);
        // When
        all.forEach(complete::add);
        var refused = all.stream()
                .filter(position -> !missing.contains(position))
                .filter(position -> !positions.add(position))
                .toList();
        // Then
        assertThat(refused).isEmpty();
        assertThat(all.stream().filter(positions::contains)).hasSize(30_000 - missing.size());
        assertThat(missing).noneMatch(positions::contains);
        assertThat(all.stream().filter(position -> !missing.contains(position)).filter(positions::add))
                .isEmpty();
        assertThat(positions.contains(start + 30_000)).isFalse();
        assertThat(complete.low()).isEqualTo(start + 30_000);
        assertThat(positions.low())
                .isEqualTo(missing.stream().min(Long::compare).orElse(start + 30_000L));
        assertThat(notIn(complete, positions)).containsExactlyInAnyOrderElementsOf(missing);
        assertThat(notIn(positions, complete)).isEmpty();
    }

    @Test
    void positionsBeforeTheStartAreContained() {
        var positions = new PositionSet(10);
        assertThat(positions.low()).isEqualTo(10);
        assertThat(positions.contains(9)).isTrue();
        assertThat(positions.contains(10)).isFalse();
        assertThat(positions.add(9)).isFalse();
        assertThat(positions.add(10)).isTrue();
        assertThat(positions.add(10)).isFalse();
        assertThat(positions.low()).isEqualTo(11);
    }

    @Test
    void theLowWatermarkIsTheEndOfAllContiguousPositions() {
        var positions = new PositionSet(0);
        LongStream.range(1, 3 * 4096).forEach(positions::add);
        assertThat(positions.low()).isZero();
        assertThat(positions.contains(1L << 24)).isFalse();
        positions.add(0);
        assertThat(positions.low()).isEqualTo(3 * 4096);
        positions.add(3 * 4096 + 5);
        positions.add(3 * 4096);
        assertThat(positions.low()).isEqualTo(3 * 4096 + 1);
    }

    /** Includes two gaps on one page, and a full page after the gaps. */
    @Test
    void eachGapIsFound() {
        var here = new PositionSet(0);
        var there = new PositionSet(0);
        LongStream.range(0, 20_000).filter(position -> position != 4095).forEach(here::add);
        LongStream.range(0, 20_000)
                .filter(position -> position != 7 && position != 4096 && position != 12_288 && position != 19_999)
                .forEach(there::add);
        assertThat(notIn(here, there)).containsExactly(7L, 4096L, 12_288L, 19_999L);
        assertThat(notIn(there, here)).containsExactly(4095L);
    }

    private static List<Long> notIn(PositionSet one, PositionSet other) {
        var found = new ArrayList<Long>();
        one.forEachNotIn(other, found::add);
        return found;
    }
}
