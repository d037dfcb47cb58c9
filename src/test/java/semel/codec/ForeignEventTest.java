package semel.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import semel.order.EventId;

/** Tests events that another program may have written: those that Semel cannot have published are unreadable. */
class ForeignEventTest {
    @Test
    void anEventWithAWrongOrNoKeyIsUnreadable() {
        // Given
        var notification =
                bytes("{\"schema\":1,\"orderId\":\"01890000-0000-7000-8000-000000000001\",\"customerId\":\"c-1\","
                        + "\"kind\":\"REFUSED\",\"decidedAt\":\"2026-01-01T00:00:00Z\"}");
        // When, then
        assertThat(EventCodec.decode(EventId.Kind.NOTIFICATION, bytes("c-1"), notification))
                .isInstanceOf(Parsed.Valid.class);
        assertThat(EventCodec.decode(EventId.Kind.NOTIFICATION, bytes("c-2"), notification))
                .isInstanceOf(Parsed.Invalid.class);
        assertThat(EventCodec.decode(EventId.Kind.NOTIFICATION, null, notification))
                .isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void aChangeBeyondTheLargestReceiptIsUnreadable() {
        assertThat(EventCodec.decode(EventId.Kind.INVENTORY, movementBy("1000000000")))
                .isInstanceOf(Parsed.Valid.class);
        assertThat(EventCodec.decode(EventId.Kind.INVENTORY, movementBy("1000000001")))
                .isInstanceOf(Parsed.Invalid.class);
        assertThat(EventCodec.decode(EventId.Kind.INVENTORY, movementBy("-9223372036854775808")))
                .isInstanceOf(Parsed.Invalid.class);
    }

    private static byte[] movementBy(String change) {
        return bytes(
                "{\"schema\":1,\"subject\":\"01890000-0000-7000-8000-000000000001\",\"line\":0,\"productId\":\"p-1\","
                        + "\"change\":" + change
                        + ",\"number\":1,\"balance\":5,\"decidedAt\":\"2026-01-01T00:00:00Z\"}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
