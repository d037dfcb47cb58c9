package semel.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.codec.ReceiptCodec;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;

class PostedTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    private static Order order(UUID id, int quantity, Instant at) {
        var euro = Currency.getInstance("EUR");
        var line = new OrderLine(new ProductId("pen"), quantity, new Money(5, euro));
        return new Order(new OrderId(id), new CustomerId("c-1"), euro, List.of(line), at);
    }

    private static Posted order(UUID id, int quantity) {
        return Posted.of(order(id, quantity, NOON), Optional.empty(), "o");
    }

    @Test
    void theRecordOfAnOrderHasItsIdAsKey() {
        var order = order(ONE, 1, NOON);

        var posted = Posted.of(order, Optional.of(new IdempotencyKey("k")), "o");

        assertThat(posted.id()).isEqualTo(ONE);
        assertThat(posted.kind()).isEqualTo(PostKind.ORDER);
        assertThat(OrderCodec.decode(posted.recordKey(), posted.recordValue())).isEqualTo(new Parsed.Valid<>(order));
        assertThat(posted.keyText()).isEqualTo("k");
        assertThat(posted.rowKey()).isEqualTo(new RowKey("o", PostKind.ORDER, "k", null));
    }

    @Test
    void theRecordOfAReceiptHasItsProductAsKey() {
        var receipt = new Receipt(new ReceiptId(ONE), new ProductId("pen"), 3, NOON);

        var posted = Posted.of(receipt, new IdempotencyKey("k"), "o");

        assertThat(posted.id()).isEqualTo(ONE);
        assertThat(posted.kind()).isEqualTo(PostKind.RECEIPT);
        assertThat(posted.recordKey()).isEqualTo("pen".getBytes(UTF_8));
        assertThat(ReceiptCodec.decode(posted.recordKey(), posted.recordValue()))
                .isEqualTo(new Parsed.Valid<>(receipt));
        assertThat(posted.keyText()).isEqualTo("k");
    }

    @Test
    void withoutAKeyItsRowIsFoundByItsId() {
        assertThat(order(ONE, 1).keyText()).isNull();
        assertThat(order(ONE, 1).rowKey()).isEqualTo(new RowKey(null, null, null, ONE));
    }

    @Test
    void theFingerprintDependsOnlyOnTheContentOfTheRequest() {
        assertThat(order(ONE, 1).fingerprint())
                .hasSize(32)
                .isEqualTo(order(TWO, 1).fingerprint());
        assertThat(Posted.of(order(ONE, 1, NOON.plusSeconds(1)), Optional.empty(), "p")
                        .fingerprint())
                .isEqualTo(order(ONE, 1).fingerprint());
        assertThat(order(ONE, 2).fingerprint()).isNotEqualTo(order(ONE, 1).fingerprint());
    }
}
