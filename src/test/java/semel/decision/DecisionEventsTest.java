package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static semel.decision.SampleDeliveries.NOON;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import semel.order.AnyValues;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Reason;

class DecisionEventsTest {
    private static List<Event> events(Order order) {
        var levels = new HashMap<ProductId, LockedStock.Level>();
        order.lines().forEach(line -> levels.put(line.product(), new LockedStock.Level(1_000_000_000_000L, 6)));
        var decision = new Decision(
                order.id().value(), Decision.StoredOutcome.FULFILLED, null, new LockedStock(levels).take(order), NOON);
        return DecisionEvents.of(new Content.OrderPlaced(order), decision);
    }

    @Test
    void eachLineIsAMovementOfItsOwnProductAndQuantity() {
        var order = SampleDeliveries.orderOfManyLines();

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
    void anOrderIsDecidedThenMovedLineByLineThenNotified() {
        var order = SampleDeliveries.orderOfManyLines();

        var events = events(order);

        assertThat(events.get(0)).isEqualTo(new Event.OrderDecided(order, Optional.empty(), NOON));
        assertThat(events.get(5))
                .isEqualTo(new Event.CustomerNotified(order.id(), order.customer(), Outcome.FULFILLED, NOON));
        assertThat(events).hasSize(6);
    }

    /** Each balance of a product is its previous balance plus the change, for any order. */
    @Property(tries = 200)
    void theBalancesFollowFromTheChanges(@ForAll("orders") Order order) {
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
        return AnyValues.smallOrder();
    }

    @Test
    void aRefusedOrderMovesNothing() {
        var order = SampleDeliveries.orderOfManyLines();
        var decision =
                new Decision(order.id().value(), Decision.StoredOutcome.REFUSED, "OUT_OF_STOCK", List.of(), NOON);

        assertThat(DecisionEvents.of(new Content.OrderPlaced(order), decision))
                .containsExactly(
                        new Event.OrderDecided(order, Optional.of(new Reason("OUT_OF_STOCK")), NOON),
                        new Event.CustomerNotified(order.id(), order.customer(), Outcome.REFUSED, NOON));
    }

    @Test
    void aReceiptIsOneMovement() {
        var receipt = SampleDeliveries.receipt("pen", 12);
        var ledger = new LockedStock(Map.of(new ProductId("pen"), new LockedStock.Level(3, 1)));
        var decision = new Decision(
                receipt.id().value(), Decision.StoredOutcome.RECEIVED, null, List.of(ledger.put(receipt)), NOON);

        assertThat(DecisionEvents.of(new Content.ReceiptArrived(receipt), decision))
                .containsExactly(new Event.StockMoved(
                        new EventId(receipt.id().value(), EventId.Kind.INVENTORY, 0),
                        new ProductId("pen"),
                        12,
                        2,
                        15,
                        NOON));
    }

    @Test
    void aFailedOrderHasNoEvents() {
        var order = SampleDeliveries.orderOfManyLines();
        var decision = new Decision(order.id().value(), Decision.StoredOutcome.FAILED, "x", List.of(), NOON);

        assertThat(DecisionEvents.of(new Content.OrderPlaced(order), decision)).isEmpty();
    }
}
