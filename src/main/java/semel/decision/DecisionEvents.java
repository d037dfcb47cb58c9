package semel.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.Outcome;
import semel.order.Reason;
import semel.order.Receipt;

/** Derives the events of a decision. Pure: the same stored decision and input record always give the same events. */
final class DecisionEvents {
    private DecisionEvents() {}

    /**
     * @return for an order OrderDecided, a StockMoved for each movement, CustomerNotified; for a receipt one StockMoved; none for a failed
     *     decision, which becomes a dead letter
     */
    static List<Event> of(Content.Decidable content, Decision decision) {
        if (decision.outcome() == Decision.StoredOutcome.FAILED) {
            return List.of();
        }
        return content instanceof Content.ReceiptArrived arrived
                ? List.of(received(arrived.receipt(), decision))
                : ofOrder(((Content.OrderPlaced) content).order(), decision);
    }

    private static Event received(Receipt receipt, Decision decision) {
        var movement = decision.movements().get(0);
        return new Event.StockMoved(
                new EventId(receipt.id().value(), EventId.Kind.INVENTORY, 0),
                receipt.product(),
                receipt.quantity(),
                movement.number(),
                movement.balance(),
                decision.at());
    }

    private static List<Event> ofOrder(Order order, Decision decision) {
        var events = new ArrayList<Event>(2 + decision.movements().size());
        var refusal = decision.outcome() == Decision.StoredOutcome.REFUSED
                ? Optional.of(new Reason(decision.reason()))
                : Optional.<Reason>empty();
        events.add(new Event.OrderDecided(order, refusal, decision.at()));
        for (int line = 0; line < decision.movements().size(); line++) {
            events.add(taken(order, line, decision));
        }
        var outcome = refusal.isPresent() ? Outcome.REFUSED : Outcome.FULFILLED;
        events.add(new Event.CustomerNotified(order.id(), order.customer(), outcome, decision.at()));
        return events;
    }

    private static Event taken(Order order, int line, Decision decision) {
        var movement = decision.movements().get(line);
        return new Event.StockMoved(
                new EventId(order.id().value(), EventId.Kind.INVENTORY, line),
                order.lines().get(line).product(),
                -order.lines().get(line).quantity(),
                movement.number(),
                movement.balance(),
                decision.at());
    }
}
