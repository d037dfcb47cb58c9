package semel.codec;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import semel.order.AnyValues;
import semel.order.Event;
import semel.order.Order;
import semel.order.Receipt;

/** Holds valid values, the same in each run. Use it only in a property: outside of one, jqwik generates no values. */
final class SampleValues {
    static final List<Order> ORDERS = of(AnyValues.smallOrder());
    static final List<Receipt> RECEIPTS = of(AnyValues.receipt());
    static final List<Event> EVENTS = of(AnyValues.smallEvent());

    private static final int SIZE = 200;

    private SampleValues() {}

    private static <T> List<T> of(Arbitrary<T> values) {
        return values.generator(1_000).stream(new Random(1))
                .map(sample -> sample.value())
                .limit(SIZE)
                .toList();
    }

    static <T> T one(List<T> samples, long seed) {
        return samples.get((int) Math.floorMod(seed, (long) samples.size()));
    }
}
