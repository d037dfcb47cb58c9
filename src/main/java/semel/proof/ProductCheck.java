package semel.proof;

import java.util.HashMap;
import java.util.Map;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.order.Event;
import semel.order.ProductId;

/** Checks that all movements of a product are in one partition; otherwise readers see them in any order (I7). */
final class ProductCheck {
    private final Findings findings;
    private final Map<ProductId, Integer> partitions = new HashMap<>();

    ProductCheck(Findings findings) {
        this.findings = findings;
    }

    void add(OutputRecord.PublishedEvent told) {
        if (told.event() instanceof Event.StockMoved moved) {
            var partition = told.at().partition();
            var home = partitions.putIfAbsent(moved.product(), partition);
            if (home != null && home != partition) {
                findings.add(new Finding(
                        FindingType.I7_OUT_OF_ORDER,
                        moved.id().toString(),
                        told.at() + ", other movements of the product are in partition " + home));
            }
        }
    }
}
