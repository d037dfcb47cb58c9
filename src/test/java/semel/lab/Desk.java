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
import semel.order.OrderLine;
import semel.order.OrderPolicy;
import semel.order.ProductId;
import semel.order.ReserveAllOrNothing;
import semel.order.Stock;
import semel.order.Verdict;

/**
 * Decides, with the policy that the pipeline has. There is plenty of everything, so that every order is fulfilled: lanes differ
 * in what they deliver, not in what they decide.
 */
public final class Desk implements Stock {
    static final long PLENTY = 1_000_000_000;

    /** @param number of its changes so far */
    public record Level(long onHand, long number) {}

    private final OrderPolicy policy = new ReserveAllOrNothing();
    private final Map<ProductId, Level> levels;

    public Desk() {
        this(new HashMap<>());
    }

    /** @param levels where it begins; changed by what it decides */
    public Desk(Map<ProductId, Level> levels) {
        this.levels = levels;
    }

    @Override
    public OptionalLong onHand(ProductId product) {
        return OptionalLong.of(level(product).onHand());
    }

    private Level level(ProductId product) {
        return levels.getOrDefault(product, new Level(PLENTY, 0));
    }

    /** @return what is to be published: the order, a movement for each of its lines, a notification */
    public List<Event> decide(Order order) {
        return events(order, levels(order));
    }

    /** Takes an order's lines from the stock. @return each line's product after it */
    public List<Level> levels(Order order) {
        if (!(policy.decide(order, this) instanceof Verdict.Fulfil)) {
            throw new IllegalStateException("order " + order.id() + " was refused where there is plenty");
        }
        return order.lines().stream().map(this::take).toList();
    }

    private Level take(OrderLine line) {
        var before = level(line.product());
        var after = new Level(before.onHand() - line.quantity(), before.number() + 1);
        levels.put(line.product(), after);
        return after;
    }

    /** @param levels of each line's product after it */
    public static List<Event> events(Order order, List<Level> levels) {
        var decided = new Event.OrderDecided(order, Optional.empty(), order.acceptedAt());
        var moved = IntStream.range(0, levels.size()).mapToObj(line -> moved(order, line, levels.get(line)));
        var told = new Event.CustomerNotified(order.id(), order.customer(), decided.outcome(), order.acceptedAt());
        return Stream.of(Stream.of(decided), moved, Stream.of(told))
                .<Event>flatMap(events -> events)
                .toList();
    }

    private static Event moved(Order order, int line, Level after) {
        return new Event.StockMoved(
                new EventId(order.id().value(), EventId.Kind.INVENTORY, line),
                order.lines().get(line).product(),
                -order.lines().get(line).quantity(),
                after.number(),
                after.onHand(),
                order.acceptedAt());
    }
}
