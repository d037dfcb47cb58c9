package com.yourcompany;

import jakarta.enterprise.context.ApplicationScoped;
import semel.order.*;

@ApplicationScoped
class SmallOrdersOnly implements OrderPolicy {
    private final OrderPolicy inStock = new ReserveAllOrNothing();

    @Override
    public Verdict decide(Order order, Stock stock) {
        return order.lines().size() > 10
                ? new Verdict.Refuse(new Reason("TOO_MANY_LINES"))
                : inStock.decide(order, stock);
    }
}
