package semel.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.kafka.Coordinates;
import semel.order.CustomerId;
import semel.order.EventId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Tests how orders and events are counted as lost, duplicated, torn and reordered. */
class TallyTest {
    private static final Instant ACCEPTED_AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Currency EUR = Currency.getInstance("EUR");

    private final List<PlacedOrder> placed = List.of(placed(1), placed(2), placed(3));
    private final List<EventId> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    TallyTest() {
        for (var one : placed) {
            for (var kind : EventId.Kind.values()) {
                events.add(new EventId(id(one), kind, 0));
            }
            effects.add(new Effect(id(one), ACCEPTED_AT.plusMillis(5), one.at().offset()));
        }
    }

    private static PlacedOrder placed(int number) {
        var line = new OrderLine(new ProductId("p"), 1, new Money(100, EUR));
        var order = new Order(new OrderId(new UUID(0, number)), new CustomerId("c"), EUR, List.of(line), ACCEPTED_AT);
        return new PlacedOrder(order, new Coordinates("orders-in", 0, number));
    }

    private static UUID id(PlacedOrder placed) {
        return placed.order().id().value();
    }

    private Tally tally() {
        return Tally.of(placed, events, effects);
    }

    @Test
    void ordersAndEventsThatExistOnceAreNeitherLostNorDuplicated() {
        assertThat(tally()).isEqualTo(new Tally(3, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void anOrderWithEventsAndWithoutAnEffectIsLostAndTorn() {
        effects.remove(1);
        assertThat(tally()).isEqualTo(new Tally(3, 1, 0, 0, 0, 1, 0));
    }

    @Test
    void anOrderWithoutEffectAndEventsIsLostAndNotTorn() {
        effects.remove(1);
        events.removeIf(event -> event.subject().equals(id(placed.get(1))));
        assertThat(tally()).isEqualTo(new Tally(3, 1, 0, 3, 0, 0, 0));
    }

    @Test
    void anOrderWithTwoEffectsIsDuplicated() {
        effects.add(effects.get(2));
        assertThat(tally()).isEqualTo(new Tally(3, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void anEventThatExistsTwiceIsDuplicatedAndAMissingEventIsLost() {
        events.add(events.get(0));
        events.remove(new EventId(id(placed.get(1)), EventId.Kind.NOTIFICATION, 0));
        assertThat(tally()).isEqualTo(new Tally(3, 0, 0, 1, 1, 1, 0));
    }

    @Test
    void anOrderIsReorderedIfItsEffectPrecedesThatOfAnEarlierOrder() {
        effects.set(0, new Effect(id(placed.get(0)), ACCEPTED_AT, 9));
        assertThat(tally()).isEqualTo(new Tally(3, 0, 0, 0, 0, 0, 2));
    }

    @Test
    void eachSemanticsAllowsOnlyTheFailuresThatItDoesNotExclude() {
        assertThat(Semantics.AT_MOST_ONCE.allows(1, 0)).isTrue();
        assertThat(Semantics.AT_MOST_ONCE.allows(0, 1)).isFalse();
        assertThat(Semantics.AT_LEAST_ONCE.allows(0, 1)).isTrue();
        assertThat(Semantics.AT_LEAST_ONCE.allows(1, 0)).isFalse();
        assertThat(Semantics.EXACTLY_ONCE.allows(0, 0)).isTrue();
        assertThat(Semantics.EXACTLY_ONCE.allows(1, 0)).isFalse();
        assertThat(Semantics.EXACTLY_ONCE.allows(0, 1)).isFalse();
    }
}
