package semel.proof;

import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.Outcome;

/** Compares an order's required events with those published: its movements if it is fulfilled, and always one notification (I5). */
final class ExpectedEvents {
    private final ComparisonSink sides;

    ExpectedEvents(ComparisonSink sides) {
        this.sides = sides;
    }

    /** @param input of the event's source; the movement of a receipt belongs to no order */
    void add(OutputRecord.PublishedEvent told, InputCoverage input) {
        if (told.event() instanceof Event.OrderDecided decided) {
            expect(told, decided);
        } else if (told.event() instanceof Event.StockMoved moved
                && !input.partition().holdsReceipts()) {
            var place = ContentHash.of(moved.id());
            find(told, place, moved(place, moved.product().value(), moved.change()));
        } else if (told.event() instanceof Event.CustomerNotified notified) {
            var place = ContentHash.of(notified.id());
            find(told, place, notified(place, notified.customer().value(), notified.outcome()));
        }
    }

    private void expect(OutputRecord.PublishedEvent told, Event.OrderDecided decided) {
        var order = decided.order();
        if (decided.outcome() == Outcome.FULFILLED) {
            for (int line = 0; line < order.lines().size(); line++) {
                var wanted = order.lines().get(line);
                var place = ContentHash.of(order.id().value(), EventId.Kind.INVENTORY, line);
                var hash = moved(place, wanted.product().value(), -wanted.quantity());
                expect(told, order, EventId.Kind.INVENTORY, line, place, hash);
            }
        }
        var place = ContentHash.of(order.id().value(), EventId.Kind.NOTIFICATION, 0);
        var hash = notified(place, order.customer().value(), decided.outcome());
        expect(told, order, EventId.Kind.NOTIFICATION, 0, place, hash);
    }

    private static long moved(long place, String product, long change) {
        return ContentHash.mix(ContentHash.mix(place, product), change);
    }

    private static long notified(long place, String customer, Outcome outcome) {
        return ContentHash.mix(ContentHash.mix(place, customer), outcome.ordinal());
    }

    private void expect(
            OutputRecord.PublishedEvent told, Order order, EventId.Kind kind, int line, long place, long hash) {
        sides.expect(Comparison.OWED, place, hash, () -> {
            var id = new EventId(order.id().value(), kind, line).toString();
            return new Comparison.Element(id, id, "decided at " + told.at());
        });
    }

    private void find(OutputRecord.PublishedEvent told, long place, long hash) {
        sides.find(Comparison.OWED, place, hash, () -> Comparison.Element.of(told));
    }
}
