package semel.bench;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import semel.order.Event;

/** Adds up the movements of one product in a batch. */
record ProductSum(String product, long change, long number) {
    /** Sorted by product, so that two writers do not deadlock. */
    static Collection<ProductSum> of(List<Event.StockMoved> events) {
        var sums = new TreeMap<String, ProductSum>();
        for (var event : events) {
            var product = event.product().value();
            sums.merge(product, new ProductSum(product, event.change(), event.number()), ProductSum::plus);
        }
        return sums.values();
    }

    private ProductSum plus(ProductSum other) {
        return new ProductSum(product, change + other.change, Math.max(number, other.number));
    }
}
