package semel.proof;

import java.util.function.Supplier;

/** Collects the two sides of each comparison, in any order. */
interface ComparisonSink {
    /**
     * @param place a hash of the key: elements of one key are in one bucket
     * @param hash of everything that must agree
     * @param times number of occurrences: positive if expected, negative if found
     * @param element called only if the sums of its bucket differ
     */
    void add(Comparison comparison, long place, long hash, int times, Supplier<Comparison.Element> element);

    default void expect(Comparison comparison, long place, long hash, Supplier<Comparison.Element> element) {
        add(comparison, place, hash, 1, element);
    }

    default void find(Comparison comparison, long place, long hash, Supplier<Comparison.Element> element) {
        add(comparison, place, hash, -1, element);
    }
}
