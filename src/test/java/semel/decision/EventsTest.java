package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static semel.decision.Samples.NOON;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Reason;
import semel.order.Some;

class EventsTest {
    private static List<Event> events(Order order) {
        var levels = new HashMap<ProductId, Ledger.Level>();
        order.lines().forEach(line -> levels.put(line.product(), new Ledger.Level(1_000_000_000_000L, 6)));
        var decision = new Decision(
                order.id().value(), Decision.Outcome.FULFILLED, null, new Ledger(levels).take(order), NOON);
        return Events.of(new Content.Placed(order), decision);
    }

    @Test
    void eachLineIsAMovementOfItsOwnProductAndQuantity() {
        var order = Samples.orderOfManyLines();

        var movements = events(order).subList(1, 5);

        assertThat(movements)
                .extracting(
                        Event::id,
                        event -> ((Event.StockMoved) event).product().value(),
                        event -> ((Event.StockMoved) event).change(),
                        event -> ((Event.StockMoved) event).number(),
                        event -> ((Event.StockMoved) event).balance())
                .containsExactly(
                        tuple(id(order, 0), "pen", -1L, 7L, 999_999_999_999L),
                        tuple(id(order, 1), "ink", -5L, 7L, 999_999_999_995L),
                        tuple(id(order, 2), "pen", -3L, 8L, 999_999_999_996L),
                        tuple(id(order, 3), "pad", -7L, 7L, 999_999_999_993L));
    }

    private static EventId id(Order order, int line) {
        return new EventId(order.id().value(), EventId.Kind.INVENTORY, line);
    }

    @Test
    void anOrderIsDecidedThenTakenLineByLineThenToldToItsCustomer() {
        var order = Samples.orderOfManyLines();

        var events = events(order);

        assertThat(events.get(0)).isEqualTo(new Event.OrderDecided(order, Optional.empty(), NOON));
        assertThat(events.get(5))
                .isEqualTo(new Event.CustomerNotified(order.id(), order.customer(), Outcome.FULFILLED, NOON));
        assertThat(events).hasSize(6);
    }

    /** A product's balances are explained by its changes, line by line, whatever was ordered. */
    @Property(tries = 200)
    void whatALineChangesIsWhatItsBalanceSays(@ForAll("orders") Order order) {
        var balances = new HashMap<String, Long>();
        for (var event : events(order)) {
            if (event instanceof Event.StockMoved moved) {
                var before = balances.getOrDefault(moved.product().value(), 1_000_000_000_000L);
                assertThat(moved.balance()).isEqualTo(before + moved.change());
                balances.put(moved.product().value(), moved.balance());
            }
        }
    }

    @Provide
    Arbitrary<Order> orders() {
        return Some.smallOrder();
    }

    @Test
    void aRefusedOrderMovesNothing() {
        var order = Samples.orderOfManyLines();
        var decision = new Decision(order.id().value(), Decision.Outcome.REFUSED, "OUT_OF_STOCK", List.of(), NOON);

        assertThat(Events.of(new Content.Placed(order), decision))
                .containsExactly(
                        new Event.OrderDecided(order, Optional.of(new Reason("OUT_OF_STOCK")), NOON),
                        new Event.CustomerNotified(order.id(), order.customer(), Outcome.REFUSED, NOON));
    }

    @Test
    void aReceiptIsOneMovement() {
        var receipt = Samples.receipt("pen", 12);
        var ledger = new Ledger(Map.of(new ProductId("pen"), new Ledger.Level(3, 1)));
        var decision =
                new Decision(receipt.id().value(), Decision.Outcome.RECEIVED, null, List.of(ledger.put(receipt)), NOON);

        assertThat(Events.of(new Content.Arrived(receipt), decision))
                .containsExactly(new Event.StockMoved(
                        new EventId(receipt.id().value(), EventId.Kind.INVENTORY, 0),
                        new ProductId("pen"),
                        12,
                        2,
                        15,
                        NOON));
    }

    @Test
    void aFailedOrderTellsNothing() {
        var order = Samples.orderOfManyLines();
        var decision = new Decision(order.id().value(), Decision.Outcome.FAILED, "x", List.of(), NOON);

        assertThat(Events.of(new Content.Placed(order), decision)).isEmpty();
    }
}
