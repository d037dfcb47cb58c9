package semel.decision;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import semel.order.Order;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.Stock;

/** Tracks the stock of a batch's products, so that each decision sees the changes of earlier ones. The transaction holds their locks. */
final class LockedStock implements Stock {
    /** Pieces on hand, and how many changes led to them. */
    record Level(long onHand, long number) {
        static final Level NONE = new Level(0, 0);
    }

    private final Map<ProductId, Level> levels;
    private final Map<ProductId, Level> changed = new TreeMap<>();

    LockedStock(Map<ProductId, Level> levels) {
        this.levels = new HashMap<>(levels);
    }

    @Override
    public OptionalLong onHand(ProductId product) {
        var level = levels.get(product);
        return level == null ? OptionalLong.empty() : OptionalLong.of(level.onHand());
    }

    /**
     * Takes every line of the order from stock.
     *
     * @return one movement for each line
     * @throws IllegalStateException if a product is unknown or short; takes nothing then
     */
    List<Movement> take(Order order) {
        for (var wanted : order.demand().entrySet()) {
            var onHand = onHand(wanted.getKey());
            if (onHand.isEmpty() || onHand.getAsLong() < wanted.getValue()) {
                throw new IllegalStateException("the policy fulfilled an order without enough stock of "
                        + wanted.getKey().value());
            }
        }
        return order.lines().stream()
                .map(line -> move(line.product(), -line.quantity()))
                .toList();
    }

    /** @throws ArithmeticException if the stock would exceed a long; adds nothing then */
    Movement put(Receipt receipt) {
        return move(receipt.product(), receipt.quantity());
    }

    private Movement move(ProductId product, long change) {
        var level = levels.getOrDefault(product, Level.NONE);
        var moved = new Level(Math.addExact(level.onHand(), change), level.number() + 1);
        levels.put(product, moved);
        changed.put(product, moved);
        return new Movement(moved.number(), moved.onHand());
    }

    /** The products whose stock changed, in the order in which stock is locked. */
    Map<ProductId, Level> changed() {
        return changed;
    }
}
