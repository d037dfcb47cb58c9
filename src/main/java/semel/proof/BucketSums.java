package semel.proof;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The first reading: sums up each comparison's buckets, expected minus found, as count, Σh, Σh·(h|1) and xor. Equal sides leave only
 * zeros; sides that differ do so with a probability of about 2⁻⁶⁴ a bucket. The sums see how often an element occurs, which the xor alone
 * does not, and the xor belongs to another algebra than the sums.
 */
final class BucketSums implements ComparisonSink {
    private static final int COUNT = 0;
    private static final int SUM = 1;
    private static final int PRODUCTS = 2;
    private static final int XOR = 3;
    /** The number of elements added, which a second reading of the bucket would hold. */
    private static final int SIZE = 4;

    private static final int FIELDS = 5;

    private final int shift;
    private final long[][] cells;

    /** @param buckets for each comparison, a power of two, at least 2 */
    BucketSums(int buckets) {
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(buckets);
        this.cells = new long[Comparison.values().length][buckets * FIELDS];
    }

    @Override
    public void add(Comparison comparison, long place, long hash, int times, Supplier<Comparison.Element> element) {
        var cell = cells[comparison.ordinal()];
        var at = bucket(place) * FIELDS;
        cell[at + COUNT] += times;
        cell[at + SUM] += times * hash;
        cell[at + PRODUCTS] += times * (hash * (hash | 1));
        cell[at + XOR] ^= (times & 1) == 0 ? 0 : hash;
        cell[at + SIZE]++;
    }

    int bucket(long place) {
        return (int) (place >>> shift);
    }

    /**
     * Chooses the buckets for the second reading.
     *
     * @param limit the maximum number of elements to hold, but always at least one bucket of each comparison
     */
    Suspicion suspicion(long limit) {
        var suspects = new EnumMap<Comparison, BitSet>(Comparison.class);
        var left = limit;
        var complete = true;
        for (var comparison : Comparison.values()) {
            var chosen = new BitSet();
            for (int bucket = 0; bucket <= bucket(-1L); bucket++) {
                if (differs(comparison, bucket)) {
                    var size = cells[comparison.ordinal()][bucket * FIELDS + SIZE];
                    if (size <= left || chosen.isEmpty()) {
                        chosen.set(bucket);
                        left -= size;
                    } else {
                        complete = false;
                    }
                }
            }
            suspects.put(comparison, chosen);
        }
        return new Suspicion(suspects, complete);
    }

    private boolean differs(Comparison comparison, int bucket) {
        var cell = cells[comparison.ordinal()];
        var at = bucket * FIELDS;
        return (cell[at + COUNT] | cell[at + SUM] | cell[at + PRODUCTS] | cell[at + XOR]) != 0;
    }

    /** @param complete whether it has all buckets that differ */
    record Suspicion(Map<Comparison, BitSet> buckets, boolean complete) {
        boolean isEmpty() {
            return buckets.values().stream().allMatch(BitSet::isEmpty);
        }
    }
}
