package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes chosen by hand, so that all fields but one agree. */
class SumsTest {
    private final Sums sums = new Sums(16);

    static Stream<Arguments> differences() {
        return Stream.of(
                Arguments.of("only the count", List.of(0L), List.of()),
                Arguments.of("only the sum", List.of(1L, 3L), List.of(-1L, -3L)),
                Arguments.of("only the sum of products", List.of(1L, 2L), List.of(0L, 3L)),
                Arguments.of("only the xor", List.of(1L, 9L, 11L), List.of(3L, 5L, 13L)),
                Arguments.of("all but the xor", List.of(7L, 7L, 7L), List.of(7L)));
    }

    @ParameterizedTest(name = "{0} sees it")
    @MethodSource("differences")
    void whatOneFieldSeesIsADifference(String field, List<Long> expected, List<Long> found) {
        // When
        expected.forEach(hash -> sums.expect(Comparison.OWED, 5, hash, () -> null));
        found.forEach(hash -> sums.find(Comparison.OWED, 5, hash, () -> null));
        // Then
        assertThat(sums.suspicion(100).buckets().get(Comparison.OWED).stream())
                .as(field)
                .containsExactly(sums.bucket(5));
    }

    @Test
    void theSameInAnyOrderIsNone() {
        // When
        LongStream.range(0, 1000)
                .map(n -> Hash.mix(1, n))
                .forEach(hash -> sums.expect(Comparison.OWED, hash, hash, () -> null));
        LongStream.range(0, 1000)
                .map(n -> Hash.mix(1, 999 - n))
                .forEach(hash -> sums.find(Comparison.OWED, hash, hash, () -> null));
        // Then
        assertThat(sums.suspicion(100).isEmpty()).isTrue();
        assertThat(sums.suspicion(100).complete()).isTrue();
    }

    @Test
    void noMoreIsRememberedThanTheLimitAndThatIsSaid() {
        // When: 16 buckets differ, with more than 60 elements each
        LongStream.range(0, 1600)
                .map(n -> Hash.mix(1, n))
                .forEach(hash -> sums.expect(Comparison.OWED, hash, hash, () -> null));
        // Then
        assertThat(sums.suspicion(10_000).buckets().get(Comparison.OWED).cardinality())
                .isEqualTo(16);
        assertThat(sums.suspicion(10_000).complete()).isTrue();
        assertThat(sums.suspicion(500).buckets().get(Comparison.OWED).cardinality())
                .isBetween(1, 8);
        assertThat(sums.suspicion(500).complete()).isFalse();
        assertThat(sums.suspicion(1).buckets().get(Comparison.OWED).cardinality())
                .isEqualTo(1);
    }
}
