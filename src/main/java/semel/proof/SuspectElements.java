package semel.proof;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Collects, in the second reading, all elements of the buckets that differ, and reports exactly which elements differ. */
final class SuspectElements implements ComparisonSink {
    private final BucketSums sums;
    private final Map<Comparison, BitSet> buckets;
    private final Map<Comparison, Map<String, Map<Long, ElementCount>>> seen = new EnumMap<>(Comparison.class);

    SuspectElements(BucketSums sums, Map<Comparison, BitSet> buckets) {
        this.sums = sums;
        this.buckets = buckets;
    }

    @Override
    public void add(Comparison comparison, long place, long hash, int times, Supplier<Comparison.Element> element) {
        if (buckets.get(comparison).get(sums.bucket(place))) {
            var found = element.get();
            seen.computeIfAbsent(comparison, key -> new TreeMap<>())
                    .computeIfAbsent(found.key(), key -> new HashMap<>(2))
                    .computeIfAbsent(hash, key -> new ElementCount())
                    .add(found, times);
        }
    }

    void tell(Findings findings) {
        seen.forEach((comparison, byKey) -> byKey.values().forEach(elements -> judge(comparison, elements, findings)));
    }

    private static void judge(Comparison comparison, Map<Long, ElementCount> elements, Findings findings) {
        Comparison.Element missing = null;
        Comparison.Element surplus = null;
        var matched = false;
        var isForeign = false;
        var judged = false;
        for (var count : elements.values()) {
            missing = count.balance > 0 ? count.expected : missing;
            surplus = count.balance < 0 ? count.found : surplus;
            isForeign |= count.balance < 0 && count.expected == null;
            matched |= count.expected != null && count.found != null;
            judged |= count.judged;
        }
        if (judged && (missing != null || surplus != null)) {
            comparison.judge(missing, surplus, matched, isForeign).ifPresent(findings::add);
        }
    }

    /** How often elements with one hash were expected, minus how often found; and the last of each side. */
    private static final class ElementCount {
        private long balance;
        private Comparison.Element expected;
        private Comparison.Element found;
        private boolean judged;

        private void add(Comparison.Element element, int times) {
            balance += times;
            expected = times > 0 ? element : expected;
            found = times < 0 ? element : found;
            judged |= element.judged();
        }
    }
}
