package semel.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
    private static final UUID SUBJECT = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static Event.OrderDecided decided(Optional<Reason> refusal) {
        var euro = Currency.getInstance("EUR");
        var line = new OrderLine(new ProductId("pen"), 1, new Money(5, euro));
        var order = new Order(new OrderId(SUBJECT), new CustomerId("c-1"), euro, List.of(line), NOON);
        return new Event.OrderDecided(order, refusal, NOON);
    }

    private static Event.StockMoved moved(long change, long number, long balance) {
        var id = new EventId(SUBJECT, EventId.Kind.INVENTORY, 0);
        return new Event.StockMoved(id, new ProductId("pen"), change, number, balance, NOON);
    }

    @Test
    void anEventIsNamedByItsSubjectItsKindAndItsLine() {
        assertThat(decided(Optional.empty()).id()).hasToString(SUBJECT + "/order/0");
        assertThat(moved(1, 1, 1).id()).hasToString(SUBJECT + "/inventory/0");
        assertThat(new Event.CustomerNotified(new OrderId(SUBJECT), new CustomerId("c-1"), Outcome.REFUSED, NOON).id())
                .hasToString(SUBJECT + "/notification/0");
        assertThat(new EventId(SUBJECT, EventId.Kind.INVENTORY, 99)).hasToString(SUBJECT + "/inventory/99");
    }

    @Test
    void theIdsOfOrdersAndReceiptsAreTheirUuids() {
        assertThat(new OrderId(SUBJECT)).hasToString(SUBJECT.toString());
        assertThat(new ReceiptId(SUBJECT)).hasToString(SUBJECT.toString());
    }

    @Test
    void anOrderIsRefusedExactlyIfThereIsAReason() {
        assertThat(decided(Optional.empty()).outcome()).isEqualTo(Outcome.FULFILLED);
        assertThat(decided(Optional.of(Reason.OUT_OF_STOCK)).outcome()).isEqualTo(Outcome.REFUSED);
    }

    /** The database stores the codes: they must never change. */
    @ParameterizedTest
    @CsvSource({"ORDER,1", "INVENTORY,2", "NOTIFICATION,3"})
    void aKindKeepsItsCode(EventId.Kind kind, int code) {
        assertThat(kind.code()).isEqualTo(code);
        assertThat(EventId.Kind.of(code)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99, -1})
    void anyOtherCodeIsNoKind(int code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventId.Kind.of(code))
                .withMessageContaining("code " + code);
    }

    @Test
    void aLineIsZeroOrMore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventId(SUBJECT, EventId.Kind.INVENTORY, -1))
                .withMessageContaining("-1");
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "-1,1,0", "1000000000,1,0", "-1000000000,9223372036854775807,9223372036854775807"})
    void aMovementMayBeAsLargeAsAReceiptUpOrDown(long change, long number, long balance) {
        assertThat(Receipt.MAX_QUANTITY).isEqualTo(1_000_000_000);
        assertThatCode(() -> moved(change, number, balance)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,0",
        "1,0,0",
        "1,1,-1",
        "1000000001,1,0",
        "-1000000001,1,0",
        "-9223372036854775808,1,0",
        "9223372036854775807,1,0"
    })
    void anImpossibleMovementIsRejected(long change, long number, long balance) {
        assertThatIllegalArgumentException().isThrownBy(() -> moved(change, number, balance));
    }

    @ParameterizedTest
    @EnumSource(
            value = EventId.Kind.class,
            names = {"ORDER", "NOTIFICATION"})
    void aMovementIsOfKindInventory(EventId.Kind kind) {
        var id = new EventId(SUBJECT, kind, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Event.StockMoved(id, new ProductId("pen"), 1, 1, 1, NOON))
                .withMessageContaining("must be of kind INVENTORY");
    }
}
