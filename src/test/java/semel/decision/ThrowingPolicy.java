package semel.decision;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import semel.order.Order;
import semel.order.OrderPolicy;
import semel.order.ReserveAllOrNothing;
import semel.order.Stock;
import semel.order.Verdict;

/** Decides like the built-in policy, but throws for products whose id begins with "moody" until it is fixed. */
@Alternative
@Priority(1)
@Singleton
public class ThrowingPolicy implements OrderPolicy {
    private static volatile boolean mended;

    private final OrderPolicy otherwise = new ReserveAllOrNothing();

    /** @param now whether it is fixed and never throws */
    public static void fix(boolean now) {
        mended = now;
    }

    @Override
    public Verdict decide(Order order, Stock stock) {
        if (!mended && order.lines().get(0).product().value().startsWith("moody")) {
            throw new UnsupportedOperationException("not in the mood");
        }
        return otherwise.decide(order, stock);
    }
}
