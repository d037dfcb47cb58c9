package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that each field of a bucket finds differences. The hashes are chosen so that all fields but one agree. */
class BucketSumsTest {
    private final BucketSums sums = new BucketSums(16);

    static Stream<Arguments> differences() {
        return Stream.of(
                Arguments.of("only the count", List.of(0L), List.of()),
                Arguments.of("only the sum", List.of(1L, 3L), List.of(-1L, -3L)),
                Arguments.of("only the sum of products", List.of(1L, 2L), List.of(0L, 3L)),
                Arguments.of("only the sum of products, with even hashes", List.of(0L, 6L), List.of(2L, 4L)),
                Arguments.of("only the xor", List.of(1L, 9L, 11L), List.of(3L, 5L, 13L)),
                Arguments.of("all fields but the xor", List.of(7L, 7L, 7L), List.of(7L)));
    }

    @ParameterizedTest(name = "{0} differs")
    @MethodSource("differences")
    void aDifferenceInOneFieldMarksTheBucket(String field, List<Long> expected, List<Long> found) {
        // When
        expected.forEach(hash -> sums.expect(Comparison.OWED, 5, hash, () -> null));
        found.forEach(hash -> sums.find(Comparison.OWED, 5, hash, () -> null));
        // Then
        assertThat(sums.suspicion(100).buckets().get(Comparison.OWED).stream())
                .as(field)
                .containsExactly(sums.bucket(5));
    }

    /** Also the last bucket is checked, and a bucket does not affect the next one. */
    @Test
    void eachBucketOfEachComparisonIsSummedSeparately() {
        // When
        sums.expect(Comparison.OWED, -1L, 7, () -> null);
        sums.expect(Comparison.APPLIED, 3L << 60, 7, () -> null);
        sums.find(Comparison.APPLIED, 4L << 60, 7, () -> null);
        // Then
        var suspicion = sums.suspicion(100);
        assertThat(suspicion.isEmpty()).isFalse();
        assertThat(suspicion.buckets().get(Comparison.OWED).stream()).containsExactly(15);
        assertThat(suspicion.buckets().get(Comparison.APPLIED).stream()).containsExactly(3, 4);
        assertThat(suspicion.buckets().get(Comparison.CHAINED).stream()).isEmpty();
    }

    @Test
    void addingAnElementSeveralTimesEqualsRepeatedAdding() {
        // When
        sums.add(Comparison.TRANSACTED, 5, 7, 3, () -> null);
        sums.find(Comparison.TRANSACTED, 5, 7, () -> null);
        // Then
        assertThat(sums.suspicion(100).isEmpty()).isFalse();
        // When
        sums.add(Comparison.TRANSACTED, 5, 7, -2, () -> null);
        // Then
        assertThat(sums.suspicion(100).isEmpty()).isTrue();
    }

    @Test
    void allComparisonsShareTheLimitAndMayReachIt() {
        // Given: in both comparisons two buckets with three elements each
        for (var comparison : List.of(Comparison.OWED, Comparison.APPLIED)) {
            for (long place : new long[] {1L << 60, 9L << 60}) {
                LongStream.range(0, 3).forEach(n -> sums.expect(comparison, place, ContentHash.mix(1, n), () -> null));
            }
        }
        // When, then
        assertThat(sums.suspicion(12).complete()).isTrue();
        assertThat(sums.suspicion(11).complete()).isFalse();
        assertThat(buckets(sums.suspicion(11))).containsExactly(2, 1);
        assertThat(buckets(sums.suspicion(6))).containsExactly(2, 1);
        assertThat(buckets(sums.suspicion(5))).containsExactly(1, 1);
    }

    private static List<Integer> buckets(BucketSums.Suspicion suspicion) {
        return Stream.of(Comparison.OWED, Comparison.APPLIED)
                .map(comparison -> suspicion.buckets().get(comparison).cardinality())
                .toList();
    }

    @Test
    void equalElementsInAnyOrderAreNoDifference() {
        // When
        LongStream.range(0, 1000)
                .map(n -> ContentHash.mix(1, n))
                .forEach(hash -> sums.expect(Comparison.OWED, hash, hash, () -> null));
        LongStream.range(0, 1000)
                .map(n -> ContentHash.mix(1, 999 - n))
                .forEach(hash -> sums.find(Comparison.OWED, hash, hash, () -> null));
        // Then
        assertThat(sums.suspicion(100).isEmpty()).isTrue();
        assertThat(sums.suspicion(100).complete()).isTrue();
    }

    @Test
    void beyondTheLimitBucketsAreLeftOutAndTheSuspicionIsIncomplete() {
        // When: 16 buckets differ, with more than 60 elements each
        LongStream.range(0, 1600)
                .map(n -> ContentHash.mix(1, n))
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
