package semel.order;

import java.util.OptionalLong;

/** Fulfils an order when every product is known and the stock covers the whole demand. */
public final class ReserveAllOrNothing implements OrderPolicy {
    @Override
    public Verdict decide(Order order, Stock stock) {
        var outOfStock = false;
        for (var wanted : order.demand().entrySet()) {
            OptionalLong onHand = stock.onHand(wanted.getKey());
            if (onHand.isEmpty()) {
                return new Verdict.Refuse(Reason.UNKNOWN_PRODUCT);
            }
            outOfStock |= onHand.getAsLong() < wanted.getValue();
        }
        return outOfStock ? new Verdict.Refuse(Reason.OUT_OF_STOCK) : new Verdict.Fulfil();
    }
}
