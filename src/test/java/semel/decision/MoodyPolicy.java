package semel.decision;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import semel.order.Order;
import semel.order.OrderPolicy;
import semel.order.ReserveAllOrNothing;
import semel.order.Stock;
import semel.order.Verdict;

/** A policy of the application's own: the built-in one, but it throws over products whose id begins with "moody". */
@Alternative
@Priority(1)
@Singleton
class MoodyPolicy implements OrderPolicy {
    private final OrderPolicy otherwise = new ReserveAllOrNothing();

    @Override
    public Verdict decide(Order order, Stock stock) {
        if (order.lines().get(0).product().value().startsWith("moody")) {
            throw new UnsupportedOperationException("not in the mood");
        }
        return otherwise.decide(order, stock);
    }
}
