package semel.proof;

import java.util.function.Supplier;

/** Takes the two sides of each comparison, in any order. */
interface ComparisonSink {
    /**
     * @param place a hash of the key: what belongs together falls into one bucket
     * @param hash of all that must agree
     * @param times how often it is there: positive where expected, negative where found
     * @param element asked for only where the sums disagree
     */
    void add(Comparison comparison, long place, long hash, int times, Supplier<Comparison.Element> element);

    default void expect(Comparison comparison, long place, long hash, Supplier<Comparison.Element> element) {
        add(comparison, place, hash, 1, element);
    }

    default void find(Comparison comparison, long place, long hash, Supplier<Comparison.Element> element) {
        add(comparison, place, hash, -1, element);
    }
}
