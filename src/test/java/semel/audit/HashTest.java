package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Reason;

/** Whatever changes in an event changes its hash. */
class HashTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    @Test
    void eachComponentOfAnOrderCounts() {
        assertDistinct(
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR")),
                decided(OTHER, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR")),
                decided(ONE, "c-2", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR")),
                decided(ONE, "c-1", "USD", Optional.empty(), NOON, line("Aa", 1, 5, "USD")),
                decided(ONE, "c-1", "EUR", Optional.of(new Reason("NO")), NOON, line("Aa", 1, 5, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON.plusNanos(1000), line("Aa", 1, 5, "EUR")),
                // "Aa" and "BB" have the same hash code.
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("BB", 1, 5, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 2, 5, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 6, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR"), line("Aa", 1, 5, "EUR")));
    }

    @Test
    void eachComponentOfAMovementCounts() {
        assertDistinct(
                moved(ONE, 0, "Aa", 1, 1, 1, NOON),
                moved(OTHER, 0, "Aa", 1, 1, 1, NOON),
                moved(ONE, 1, "Aa", 1, 1, 1, NOON),
                moved(ONE, 0, "BB", 1, 1, 1, NOON),
                moved(ONE, 0, "Aa", -1, 1, 1, NOON),
                moved(ONE, 0, "Aa", 1, 2, 1, NOON),
                moved(ONE, 0, "Aa", 1, 1, 2, NOON),
                moved(ONE, 0, "Aa", 1, 1, 1, NOON.plusSeconds(1)));
    }

    @Test
    void eachComponentOfANotificationCounts() {
        assertDistinct(
                notified(ONE, "c-1", Outcome.REFUSED),
                notified(OTHER, "c-1", Outcome.REFUSED),
                notified(ONE, "c-2", Outcome.REFUSED),
                notified(ONE, "c-1", Outcome.FULFILLED));
    }

    private static void assertDistinct(Event... events) {
        assertThat(Stream.of(events).map(Hash::content)).doesNotHaveDuplicates();
    }

    private static OrderLine line(String product, int quantity, long price, String currency) {
        return new OrderLine(new ProductId(product), quantity, new Money(price, Currency.getInstance(currency)));
    }

    private static Event decided(
            UUID id, String customer, String currency, Optional<Reason> refusal, Instant at, OrderLine... lines) {
        var order = new Order(
                new OrderId(id), new CustomerId(customer), Currency.getInstance(currency), List.of(lines), NOON);
        return new Event.OrderDecided(order, refusal, at);
    }

    private static Event moved(UUID id, int line, String product, long change, long number, long balance, Instant at) {
        var event = new EventId(id, EventId.Kind.INVENTORY, line);
        return new Event.StockMoved(event, new ProductId(product), change, number, balance, at);
    }

    private static Event notified(UUID id, String customer, Outcome outcome) {
        return new Event.CustomerNotified(new OrderId(id), new CustomerId(customer), outcome, NOON);
    }
}
