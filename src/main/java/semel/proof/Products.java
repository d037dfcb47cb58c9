package semel.proof;

import java.util.HashMap;
import java.util.Map;
import semel.audit.Invariant;
import semel.order.Event;
import semel.order.ProductId;

/** All movements of a product stand in one partition, or a reader meets them in any order (I7). */
final class Products {
    private final Anomalies anomalies;
    private final Map<ProductId, Integer> partitions = new HashMap<>();

    Products(Anomalies anomalies) {
        this.anomalies = anomalies;
    }

    void add(Published.Told told) {
        if (told.event() instanceof Event.StockMoved moved) {
            var partition = told.at().partition();
            var home = partitions.putIfAbsent(moved.product(), partition);
            if (home != null && home != partition) {
                anomalies.add(new Anomaly.OutOfOrder(
                        Invariant.I7,
                        moved.id().toString(),
                        told.at() + ", other movements of the product are in partition " + home));
            }
        }
    }
}
