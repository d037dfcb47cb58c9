package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import semel.order.Order;
import semel.order.OrderLine;
import semel.order.OrderPolicy;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReserveAllOrNothing;
import semel.order.Verdict;

class LockedStockPropertyTest {
    /** Fulfils every order, even without stock: the ledger must hold against the worst policy. */
    private static final OrderPolicy GENEROUS = (order, stock) -> new Verdict.Fulfil();

    @Property(tries = 500)
    void stockIsNeverNegativeAndEachOrderTakesAllOrNothing(
            @ForAll("batches") List<Delivery> batch, @ForAll boolean generous) {
        var ledger = new LockedStock(Map.of());
        var decided = new Decider(generous ? GENEROUS : new ReserveAllOrNothing())
                .decide(batch, Claim.of(batch, new Claim.KnownIds(Map.of(), Map.of())), ledger, SampleDeliveries.NOON);

        var replay = new HashMap<ProductId, LockedStock.Level>();
        for (var settled : decided.settled()) {
            var changes = changes(settled.delivery());
            var movements = settled.decision().movements();
            assertThat(movements).hasSize(movements.isEmpty() ? 0 : changes.size());
            for (int i = 0; i < movements.size(); i++) {
                var product = changes.get(i).getKey();
                var before = replay.getOrDefault(product, LockedStock.Level.NONE);
                var after =
                        new LockedStock.Level(before.onHand() + changes.get(i).getValue(), before.number() + 1);
                assertThat(movements.get(i)).isEqualTo(new Movement(after.number(), after.onHand()));
                assertThat(after.onHand()).isNotNegative();
                replay.put(product, after);
            }
        }
        assertThat(decided.stock()).isEqualTo(replay);
    }

    private static List<Map.Entry<ProductId, Long>> changes(Delivery delivery) {
        var changes = new ArrayList<Map.Entry<ProductId, Long>>();
        if (delivery.content() instanceof Content.ReceiptArrived arrived) {
            changes.add(Map.entry(
                    arrived.receipt().product(), (long) arrived.receipt().quantity()));
        } else {
            for (var line : ((Content.OrderPlaced) delivery.content()).order().lines()) {
                changes.add(Map.entry(line.product(), (long) -line.quantity()));
            }
        }
        return changes;
    }

    @Provide
    Arbitrary<List<Delivery>> batches() {
        var product = Arbitraries.of("a", "b", "c");
        var quantity = Arbitraries.integers().between(1, 6);
        var line = Combinators.combine(product, quantity).as(SampleDeliveries::line);
        Arbitrary<Object> order = line.list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(lines -> SampleDeliveries.order(lines.toArray(OrderLine[]::new)));
        Arbitrary<Object> receipt =
                Combinators.combine(product, quantity).as((p, q) -> SampleDeliveries.receipt(p, q * 3));
        return Arbitraries.oneOf(order, receipt).list().ofMaxSize(30).map(contents -> {
            var deliveries = new ArrayList<Delivery>();
            for (var content : contents) {
                deliveries.add(
                        content instanceof Order placed
                                ? SampleDeliveries.delivery(deliveries.size(), placed)
                                : SampleDeliveries.delivery(deliveries.size(), (Receipt) content));
            }
            return deliveries;
        });
    }
}
