package semel.bench;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import semel.order.Event;

/** All movements of one product in a batch. */
record Sum(String product, long change, long number) {
    /** In the order of the products, so that two writers wait for each other instead of deadlocking. */
    static Collection<Sum> of(List<Event.StockMoved> events) {
        var sums = new TreeMap<String, Sum>();
        for (var event : events) {
            var product = event.product().value();
            sums.merge(product, new Sum(product, event.change(), event.number()), Sum::plus);
        }
        return sums.values();
    }

    private Sum plus(Sum other) {
        return new Sum(product, change + other.change, Math.max(number, other.number));
    }
}
