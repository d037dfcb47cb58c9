package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.kafka.Coordinates;
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

/** Tests that each change of an event changes its hash. */
class ContentHashTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    /** The expected values are the first three published numbers of SplitMix64 with seed 0. */
    @Test
    void numbersAreMixedAsInSplitMix64() {
        assertThat(LongStream.of(1, 2, 3).map(n -> ContentHash.mix(0, n)))
                .containsExactly(0xE220A8397B1DCDAFL, 0x6E789E6AA1B965F4L, 0x06C45D188009454FL);
    }

    @Test
    void aLaterValueDoesNotCancelAnEarlierOne() {
        assertThat(ContentHash.mix(ContentHash.mix(0, 5), 5)).isNotEqualTo(ContentHash.mix(ContentHash.mix(0, 6), 6));
    }

    @Test
    void theHashOfATextDependsOnItsCharactersTheirOrderAndItsLength() {
        assertThat(Stream.of(
                                "",
                                "\u0001",
                                "\u0000",
                                "\u0000\u0000",
                                "a",
                                "aa",
                                "ab",
                                "ba",
                                "b",
                                "Aa",
                                "BB",
                                "x".repeat(64))
                        .map(text -> ContentHash.mix(1, text)))
                .doesNotHaveDuplicates();
    }

    @Test
    void eachComponentOfAnIdAndOfCoordinatesChangesTheHash() {
        assertThat(Stream.of(
                        ContentHash.of(ONE, EventId.Kind.ORDER, 0),
                        ContentHash.of(OTHER, EventId.Kind.ORDER, 0),
                        ContentHash.of(new UUID(2, 1), EventId.Kind.ORDER, 0),
                        ContentHash.of(ONE, EventId.Kind.INVENTORY, 0),
                        ContentHash.of(ONE, EventId.Kind.ORDER, 1),
                        ContentHash.of(ONE, EventId.Kind.ORDER, 2),
                        ContentHash.of(ONE, EventId.Kind.INVENTORY, 1),
                        ContentHash.of(ONE, EventId.Kind.INVENTORY, 3),
                        ContentHash.of(ONE, EventId.Kind.NOTIFICATION, 1)))
                .doesNotHaveDuplicates();
        assertThat(Stream.of(
                        ContentHash.of(new Coordinates("orders", 0, 1)),
                        ContentHash.of(new Coordinates("inventory", 0, 1)),
                        ContentHash.of(new Coordinates("orders", 1, 1)),
                        ContentHash.of(new Coordinates("orders", 1, 0)),
                        ContentHash.of(new Coordinates("orders", 0, 2))))
                .doesNotHaveDuplicates();
        assertThat(Stream.of(transaction("a", 1), transaction("a", 2), transaction("b", 1))
                        .map(ContentHash::of))
                .doesNotHaveDuplicates();
    }

    private static OutputRecord.Transaction transaction(String instance, long counter) {
        return new OutputRecord.Transaction(instance, counter, new TreeMap<>());
    }

    @Test
    void eachComponentOfAnOrderChangesTheHash() {
        assertDistinct(
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR")),
                decided(OTHER, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR")),
                decided(ONE, "c-2", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR")),
                decided(ONE, "c-1", "USD", Optional.empty(), NOON, line("Aa", 1, 5, "USD")),
                decided(ONE, "c-1", "EUR", Optional.of(new Reason("NO")), NOON, line("Aa", 1, 5, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.of(new Reason("NOT")), NOON, line("Aa", 1, 5, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON.plusNanos(1000), line("Aa", 1, 5, "EUR")),
                accepted(NOON.plusSeconds(1), line("Aa", 1, 5, "EUR")),
                accepted(NOON.plusNanos(1000), line("Aa", 1, 5, "EUR")),
                // "Aa" and "BB" have the same hash code.
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("BB", 1, 5, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 2, 5, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 6, "EUR")),
                decided(ONE, "c-1", "EUR", Optional.empty(), NOON, line("Aa", 1, 5, "EUR"), line("Aa", 1, 5, "EUR")));
    }

    @Test
    void eachComponentOfAMovementChangesTheHash() {
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
    void eachComponentOfANotificationChangesTheHash() {
        assertDistinct(
                notified(ONE, "c-1", Outcome.REFUSED),
                notified(OTHER, "c-1", Outcome.REFUSED),
                notified(ONE, "c-2", Outcome.REFUSED),
                notified(ONE, "c-1", Outcome.FULFILLED));
    }

    private static void assertDistinct(Event... events) {
        assertThat(Stream.of(events).map(ContentHash::content)).doesNotHaveDuplicates();
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

    private static Event accepted(Instant acceptedAt, OrderLine... lines) {
        var currency = Currency.getInstance("EUR");
        var order = new Order(new OrderId(ONE), new CustomerId("c-1"), currency, List.of(lines), acceptedAt);
        return new Event.OrderDecided(order, Optional.empty(), NOON);
    }

    private static Event moved(UUID id, int line, String product, long change, long number, long balance, Instant at) {
        var event = new EventId(id, EventId.Kind.INVENTORY, line);
        return new Event.StockMoved(event, new ProductId(product), change, number, balance, at);
    }

    private static Event notified(UUID id, String customer, Outcome outcome) {
        return new Event.CustomerNotified(new OrderId(id), new CustomerId(customer), outcome, NOON);
    }
}
