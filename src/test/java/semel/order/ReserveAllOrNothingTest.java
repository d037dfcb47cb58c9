package semel.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReserveAllOrNothingTest {
    private static final Currency EUR = Currency.getInstance("EUR");

    private final OrderPolicy policy = new ReserveAllOrNothing();

    @Property
    void itFulfilsExactlyWhatTheStockCovers(@ForAll("orders") Order order, @ForAll("stocks") Map<String, Long> stock) {
        // When
        var verdict = policy.decide(order, stock(stock));
        // Then
        var unknown = order.lines().stream()
                .anyMatch(line -> !stock.containsKey(line.product().value()));
        var short_ = order.lines().stream()
                .map(OrderLine::product)
                .anyMatch(product -> pieces(order, product) > stock.getOrDefault(product.value(), 0L));
        if (unknown) {
            assertThat(verdict).isEqualTo(new Verdict.Refuse(Reason.UNKNOWN_PRODUCT));
        } else if (short_) {
            assertThat(verdict).isEqualTo(new Verdict.Refuse(Reason.OUT_OF_STOCK));
        } else {
            assertThat(verdict).isEqualTo(new Verdict.Fulfil());
        }
    }

    @Test
    void theSameProductInTwoLinesIsOneDemand() {
        // Given two lines of 3 pieces each, and 5 in stock
        var order = order(List.of(line("p-1", 3), line("p-1", 3)));
        // When
        var verdict = policy.decide(order, stock(Map.of("p-1", 5L)));
        // Then
        assertThat(verdict).isEqualTo(new Verdict.Refuse(Reason.OUT_OF_STOCK));
    }

    @Test
    void anUnknownProductTakesPrecedenceOverMissingStock() {
        // Given the product with too little stock is in the first line
        var order = order(List.of(line("p-1", 3), line("p-2", 1)));
        // When
        var verdict = policy.decide(order, stock(Map.of("p-1", 2L)));
        // Then
        assertThat(verdict).isEqualTo(new Verdict.Refuse(Reason.UNKNOWN_PRODUCT));
    }

    private static long pieces(Order order, ProductId product) {
        return order.lines().stream()
                .filter(line -> line.product().equals(product))
                .mapToLong(OrderLine::quantity)
                .sum();
    }

    private static Stock stock(Map<String, Long> pieces) {
        return product -> {
            var onHand = pieces.get(product.value());
            return onHand == null ? OptionalLong.empty() : OptionalLong.of(onHand);
        };
    }

    private static OrderLine line(String product, int quantity) {
        return new OrderLine(new ProductId(product), quantity, new Money(1, EUR));
    }

    private static Order order(List<OrderLine> lines) {
        return new Order(new OrderId(new UUID(0, 1)), new CustomerId("c-1"), EUR, lines, Instant.EPOCH);
    }

    /** Few products and few pieces, so that all three verdicts are frequent. */
    @Provide
    Arbitrary<Order> orders() {
        return Combinators.combine(
                        Arbitraries.of("p-1", "p-2", "p-3"),
                        Arbitraries.integers().between(1, 4))
                .as(ReserveAllOrNothingTest::line)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(ReserveAllOrNothingTest::order);
    }

    @Provide
    Arbitrary<Map<String, Long>> stocks() {
        return Arbitraries.maps(
                        Arbitraries.of("p-1", "p-2", "p-3"), Arbitraries.longs().between(0, 9))
                .ofMinSize(2);
    }
}
