package semel.order;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A customer's order: 1 to 100 lines, all in one currency; several lines may have the same product. The limits of lines, quantities
 * and prices keep the total within a long and every event of the order within a Kafka record.
 */
public record Order(OrderId id, CustomerId customer, Currency currency, List<OrderLine> lines, Instant acceptedAt) {
    public static final int MAX_LINES = 100;

    public Order {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(customer, "customer");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(acceptedAt, "acceptedAt");
        lines = List.copyOf(lines);
        if (lines.isEmpty() || lines.size() > MAX_LINES) {
            throw new IllegalArgumentException("lines must be 1 to " + MAX_LINES + ", were " + lines.size());
        }
        for (var line : lines) {
            if (!line.unitPrice().currency().equals(currency)) {
                throw new IllegalArgumentException(
                        "unitPrice of " + line.product().value() + " must be in "
                                + currency.getCurrencyCode() + ", was in "
                                + line.unitPrice().currency().getCurrencyCode());
            }
        }
    }

    public Money total() {
        return lines.stream().map(OrderLine::price).reduce(new Money(0, currency), Money::plus);
    }

    /** Pieces wanted of each product, over all lines; sorted by product, the order in which stock is locked. */
    public Map<ProductId, Long> demand() {
        var demand = new TreeMap<ProductId, Long>();
        for (var line : lines) {
            demand.merge(line.product(), (long) line.quantity(), Math::addExact);
        }
        return demand;
    }
}
