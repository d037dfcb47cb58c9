package semel.order;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates valid values of the domain types, extreme ones more often than others. */
public final class AnyValues {
    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private AnyValues() {}

    public static Arbitrary<String> identifier() {
        var first = Arbitraries.strings().withChars(LETTERS_AND_DIGITS).ofLength(1);
        var rest = Arbitraries.strings().withChars(LETTERS_AND_DIGITS + "._-").ofMaxLength(63);
        return Combinators.combine(first, rest).as(String::concat);
    }

    public static Arbitrary<UUID> uuid() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }

    /** To the microsecond, years 1 to 9999. */
    public static Arbitrary<Instant> instant() {
        var first = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        var last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        return Combinators.combine(
                        Arbitraries.longs().between(first, last),
                        Arbitraries.integers().between(0, 999_999))
                .as((seconds, micros) -> Instant.ofEpochSecond(seconds).plus(micros, ChronoUnit.MICROS));
    }

    public static Arbitrary<Currency> currency() {
        return Arbitraries.of(Currency.getAvailableCurrencies());
    }

    /** Any product; often one of two, so that an order has the same product in several lines. */
    private static Arbitrary<String> product() {
        return Arbitraries.oneOf(identifier(), Arbitraries.of("pen", "ink"));
    }

    public static Arbitrary<OrderLine> line(Currency currency) {
        return Combinators.combine(
                        product(),
                        Arbitraries.integers().between(1, OrderLine.MAX_QUANTITY),
                        Arbitraries.longs().between(0, OrderLine.MAX_UNIT_PRICE))
                .as((product, quantity, price) ->
                        new OrderLine(new ProductId(product), quantity, new Money(price, currency)));
    }

    public static Arbitrary<Order> order() {
        return order(Order.MAX_LINES);
    }

    /** At most two lines, to be fast. */
    public static Arbitrary<Order> smallOrder() {
        return order(2);
    }

    private static Arbitrary<Order> order(int maxLines) {
        return currency()
                .flatMap(currency -> Combinators.combine(
                                uuid(),
                                identifier(),
                                line(currency).list().ofMinSize(1).ofMaxSize(maxLines),
                                instant())
                        .as((id, customer, lines, at) ->
                                new Order(new OrderId(id), new CustomerId(customer), currency, lines, at)));
    }

    /** The order with the most bytes: every field at its limit. */
    public static Order largest() {
        var euro = Currency.getInstance("EUR");
        var longest = "x".repeat(64);
        var line = new OrderLine(
                new ProductId(longest), OrderLine.MAX_QUANTITY, new Money(OrderLine.MAX_UNIT_PRICE, euro));
        var lines = java.util.Collections.nCopies(Order.MAX_LINES, line);
        var last = Instant.parse("9999-12-31T23:59:59.999999Z");
        return new Order(new OrderId(new UUID(-1, -1)), new CustomerId(longest), euro, lines, last);
    }

    public static Arbitrary<Receipt> receipt() {
        return Combinators.combine(
                        uuid(), identifier(), Arbitraries.integers().between(1, Receipt.MAX_QUANTITY), instant())
                .as((id, product, quantity, at) ->
                        new Receipt(new ReceiptId(id), new ProductId(product), quantity, at));
    }

    public static Arbitrary<Reason> reason() {
        return Arbitraries.strings()
                .withChars("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
                .ofMaxLength(63)
                .map(rest -> new Reason("R" + rest));
    }

    public static Arbitrary<Event> event() {
        return event(order());
    }

    /** Events of small orders. */
    public static Arbitrary<Event> smallEvent() {
        return event(smallOrder());
    }

    private static Arbitrary<Event> event(Arbitrary<Order> order) {
        return Arbitraries.oneOf(List.of(orderDecided(order), stockMoved(), customerNotified()));
    }

    private static Arbitrary<Event> orderDecided(Arbitrary<Order> order) {
        return Combinators.combine(order, reason().optional(), instant()).as(Event.OrderDecided::new);
    }

    private static Arbitrary<Event> stockMoved() {
        return Combinators.combine(
                        uuid(),
                        Arbitraries.integers().between(0, Order.MAX_LINES),
                        identifier(),
                        Arbitraries.longs()
                                .between(-Receipt.MAX_QUANTITY, Receipt.MAX_QUANTITY)
                                .filter(change -> change != 0),
                        Arbitraries.longs().greaterOrEqual(1),
                        Arbitraries.longs().greaterOrEqual(0),
                        instant())
                .as((subject, line, product, change, number, balance, at) -> new Event.StockMoved(
                        new EventId(subject, EventId.Kind.INVENTORY, line),
                        new ProductId(product),
                        change,
                        number,
                        balance,
                        at));
    }

    private static Arbitrary<Event> customerNotified() {
        return Combinators.combine(uuid(), identifier(), Arbitraries.of(Outcome.class), instant())
                .as((order, customer, outcome, at) ->
                        new Event.CustomerNotified(new OrderId(order), new CustomerId(customer), outcome, at));
    }

    /** All events of an order: decided, one movement per line, notified. */
    public static List<Event> eventsOf(Order order, Optional<Reason> refusal, Instant at) {
        var decided = new Event.OrderDecided(order, refusal, at);
        var events = new java.util.ArrayList<Event>();
        events.add(decided);
        for (int line = 0; line < order.lines().size(); line++) {
            events.add(new Event.StockMoved(
                    new EventId(order.id().value(), EventId.Kind.INVENTORY, line),
                    order.lines().get(line).product(),
                    -order.lines().get(line).quantity(),
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    at));
        }
        events.add(new Event.CustomerNotified(order.id(), order.customer(), decided.outcome(), at));
        return events;
    }
}
