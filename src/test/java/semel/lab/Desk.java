package semel.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.OrderPolicy;
import semel.order.ProductId;
import semel.order.ReserveAllOrNothing;
import semel.order.Stock;
import semel.order.Verdict;

/**
 * Decides, with the policy that the pipeline has. There is plenty of everything, so that every order is fulfilled: lanes differ
 * in what they deliver, not in what they decide.
 */
final class Desk implements Stock {
    static final long PLENTY = 1_000_000_000;

    private record Level(long onHand, long number) {}

    private final OrderPolicy policy = new ReserveAllOrNothing();
    private final Map<ProductId, Level> levels = new HashMap<>();

    @Override
    public OptionalLong onHand(ProductId product) {
        return OptionalLong.of(level(product).onHand());
    }

    private Level level(ProductId product) {
        return levels.getOrDefault(product, new Level(PLENTY, 0));
    }

    /** @return what is to be published: the order, a movement for each of its lines, a notification */
    List<Event> decide(Order order) {
        if (!(policy.decide(order, this) instanceof Verdict.Fulfil)) {
            throw new IllegalStateException("order " + order.id() + " was refused where there is plenty");
        }
        var decided = new Event.OrderDecided(order, Optional.empty(), order.acceptedAt());
        var moved = IntStream.range(0, order.lines().size()).mapToObj(line -> take(order, line));
        var told = new Event.CustomerNotified(order.id(), order.customer(), decided.outcome(), order.acceptedAt());
        return Stream.of(Stream.of(decided), moved, Stream.of(told))
                .<Event>flatMap(events -> events)
                .toList();
    }

    private Event take(Order order, int line) {
        var product = order.lines().get(line).product();
        var before = level(product);
        var quantity = order.lines().get(line).quantity();
        var after = new Level(before.onHand() - quantity, before.number() + 1);
        levels.put(product, after);
        return new Event.StockMoved(
                new EventId(order.id().value(), EventId.Kind.INVENTORY, line),
                product,
                -quantity,
                after.number(),
                after.onHand(),
                order.acceptedAt());
    }
}
