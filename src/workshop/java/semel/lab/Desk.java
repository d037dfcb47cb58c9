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
 * Decides orders with the pipeline's policy and keeps the stock in memory. The stock is large enough for every order, so lanes differ
 * only in what they deliver, not in what they decide.
 */
public final class Desk implements Stock {
    static final long INITIAL_STOCK = 1_000_000_000;

    /** @param number of changes so far */
    public record Level(long onHand, long number) {}

    private final OrderPolicy policy = new ReserveAllOrNothing();
    private final Map<ProductId, Level> levels;

    public Desk() {
        this(new HashMap<>());
    }

    /** @param levels the stock at the start; decisions change this map */
    public Desk(Map<ProductId, Level> levels) {
        this.levels = levels;
    }

    @Override
    public OptionalLong onHand(ProductId product) {
        return OptionalLong.of(level(product).onHand());
    }

    private Level level(ProductId product) {
        return levels.getOrDefault(product, new Level(INITIAL_STOCK, 0));
    }

    /** @return the events to publish: the order, a stock movement for each of its lines, a notification */
    public List<Event> decide(Order order) {
        return events(order, levels(order));
    }

    /** Takes an order's lines from the stock. @return for each line, the level of its product afterwards */
    public List<Level> levels(Order order) {
        if (!(policy.decide(order, this) instanceof Verdict.Fulfil)) {
            throw new IllegalStateException("order " + order.id() + " was refused although there is enough stock");
        }
        return order.lines().stream().map(this::take).toList();
    }

    private Level take(OrderLine line) {
        var before = level(line.product());
        var after = new Level(before.onHand() - line.quantity(), before.number() + 1);
        levels.put(line.product(), after);
        return after;
    }

    /** @param levels for each line, the level of its product afterwards */
    public static List<Event> events(Order order, List<Level> levels) {
        var decided = new Event.OrderDecided(order, Optional.empty(), order.acceptedAt());
        var movements = IntStream.range(0, levels.size()).mapToObj(line -> movement(order, line, levels.get(line)));
        var notified = new Event.CustomerNotified(order.id(), order.customer(), decided.outcome(), order.acceptedAt());
        return Stream.of(Stream.of(decided), movements, Stream.of(notified))
                .<Event>flatMap(events -> events)
                .toList();
    }

    private static Event movement(Order order, int line, Level after) {
        return new Event.StockMoved(
                new EventId(order.id().value(), EventId.Kind.INVENTORY, line),
                order.lines().get(line).product(),
                -order.lines().get(line).quantity(),
                after.number(),
                after.onHand(),
                order.acceptedAt());
    }
}
