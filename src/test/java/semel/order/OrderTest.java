package semel.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final OrderLine LINE = new OrderLine(new ProductId("p-1"), 2, new Money(1250, EUR));

    @Property(tries = 200)
    void theTotalIsExactForEveryValidOrder(@ForAll("orders") Order order) {
        var exact = order.lines().stream()
                .map(line ->
                        BigInteger.valueOf(line.unitPrice().minorUnits()).multiply(BigInteger.valueOf(line.quantity())))
                .reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(BigInteger.valueOf(order.total().minorUnits())).isEqualTo(exact);
    }

    @Test
    void theLargestOrderHasATotal() {
        assertThat(AnyValues.largest().total().minorUnits()).isEqualTo(1_000_000_000_000_000_000L);
    }

    @Property(tries = 200)
    void theDemandSumsTheLinesByProduct(@ForAll("orders") Order order) {
        assertThat(List.copyOf(order.demand().keySet())).isSorted();
        assertThat(order.demand().values().stream().mapToLong(pieces -> pieces).sum())
                .isEqualTo(order.lines().stream().mapToLong(OrderLine::quantity).sum());
    }

    @Test
    void anOrderHasOneToAHundredLinesInItsCurrency() {
        assertThat(order(Collections.nCopies(100, LINE)).lines()).hasSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> order(List.of())).withMessageContaining("were 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> order(Collections.nCopies(101, LINE)))
                .withMessageContaining("were 101");
        var dollars = new OrderLine(new ProductId("p-9"), 1, new Money(1, Currency.getInstance("USD")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> order(List.of(LINE, dollars)))
                .withMessageContaining("p-9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-a", ".a", "a b", "ä", "a\n", "a\u0000", "a/b", "a\u202e"})
    void anIdentifierIsShortPlainAscii(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProductId(text));
        assertThatIllegalArgumentException().isThrownBy(() -> new CustomerId(text));
    }

    @Test
    void anIdentifierHasAtMost64Characters() {
        assertThat(new ProductId("x".repeat(64)).value()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> new ProductId("x".repeat(65)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 1_000_001})
    void aQuantityIsOneToAMillion(int quantity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OrderLine(new ProductId("p-1"), quantity, new Money(1, EUR)));
    }

    private static Order order(List<OrderLine> lines) {
        return new Order(new OrderId(new UUID(0, 1)), new CustomerId("c-1"), EUR, lines, Instant.EPOCH);
    }

    @Provide
    Arbitrary<Order> orders() {
        return AnyValues.order();
    }
}
