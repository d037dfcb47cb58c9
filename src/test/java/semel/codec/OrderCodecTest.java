package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import semel.order.AnyValues;
import semel.order.Order;
import semel.order.OrderId;

class OrderCodecTest {
    private static final OrderId ID = new OrderId(new UUID(1, 2));
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Property(tries = 300)
    void anEncodedOrderIsDecodedToTheSameOrder(@ForAll("orders") Order order) {
        // When
        var bytes = OrderCodec.encode(order);
        var decoded = OrderCodec.decode(OrderCodec.key(order.id()), bytes);
        // Then
        assertThat(decoded).isEqualTo(new Parsed.Valid<>(order));
        assertThat(OrderCodec.encode(valid(decoded))).isEqualTo(bytes);
    }

    @Property(tries = 1000)
    void randomBytesAreRefusedWithoutAnException(@ForAll byte[] key, @ForAll byte[] value) {
        assertThat(OrderCodec.decode(key, value)).isInstanceOf(Parsed.Invalid.class);
        assertThat(OrderCodec.fromRequest(value, ID, NOON)).isInstanceOf(Parsed.Invalid.class);
    }

    @Property(tries = 30_000, edgeCases = EdgeCasesMode.NONE)
    @Tag("many-tries")
    void aDamagedRecordIsRefusedOrCanBeEncodedAndDecodedAgain(@ForAll long seed) {
        // Given
        var order = SampleValues.one(SampleValues.ORDERS, seed);
        // When
        var decoded = OrderCodec.decode(OrderCodec.key(order.id()), DamagedBytes.to(OrderCodec.encode(order), seed));
        // Then
        if (decoded instanceof Parsed.Valid<Order> valid) {
            assertThat(OrderCodec.decode(OrderCodec.key(order.id()), OrderCodec.encode(valid.value())))
                    .isEqualTo(decoded);
        }
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    @Tag("many-tries")
    void aDamagedBodyIsRefusedOrItsCanonicalBytesGiveTheSameOrder(@ForAll long seed) {
        // When
        var body = DamagedBytes.to(OrderCodec.canonical(SampleValues.one(SampleValues.ORDERS, seed)), seed);
        var read = OrderCodec.fromRequest(body, ID, NOON);
        // Then
        if (read instanceof Parsed.Valid<Order> valid) {
            assertThat(OrderCodec.fromRequest(OrderCodec.canonical(valid.value()), ID, NOON))
                    .isEqualTo(read);
        }
    }

    @Test
    void anEmptyRecordIsUnreadable() {
        assertThat(OrderCodec.decode(null, null)).isInstanceOf(Parsed.Invalid.class);
        assertThat(OrderCodec.decode(new byte[0], new byte[0])).isInstanceOf(Parsed.Invalid.class);
    }

    @Property(tries = 100)
    void theKeyMustBeTheOrderId(@ForAll("orders") Order order) {
        var value = OrderCodec.encode(order);
        for (var key : new byte[][] {null, {}, "other".getBytes(UTF_8)}) {
            assertThat(OrderCodec.decode(key, value))
                    .isEqualTo(
                            new Parsed.Invalid<Order>(List.of(new Violation("/orderId", "must be the record's key"))));
        }
    }

    /** Intake sets the id and the time, so canonical bytes contain neither. */
    @Property(tries = 200)
    void canonicalBytesAreEqualIfAndOnlyIfTheRequestsAre(@ForAll("orders") Order order, @ForAll("orders") Order other) {
        // Given
        var again = new Order(ID, order.customer(), order.currency(), order.lines(), NOON);
        // Then
        assertThat(OrderCodec.canonical(again)).isEqualTo(OrderCodec.canonical(order));
        var same = order.customer().equals(other.customer())
                && order.currency().equals(other.currency())
                && order.lines().equals(other.lines());
        assertThat(java.util.Arrays.equals(OrderCodec.canonical(order), OrderCodec.canonical(other)))
                .isEqualTo(same);
    }

    @Test
    void canonicalBytesDoNotDependOnTheSpelling() {
        // Given
        var terse =
                "{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"p-1\",\"quantity\":2,\"unitPrice\":5}]}";
        var loose = "\n{ \"lines\" : [ { \"unitPrice\":0.5E1, \"quantity\" : 2.0 ,\"productId\":\"\\u0070-1\"} ],\t"
                + "\"currency\":\"EUR\",\"customerId\":\"c-1\" } ";
        // When
        var canonical = OrderCodec.canonical(request(terse));
        // Then
        assertThat(OrderCodec.canonical(request(loose))).isEqualTo(canonical);
        assertThat(new String(canonical, UTF_8)).isEqualTo(terse);
        assertThat(OrderCodec.lines(request(loose)))
                .isEqualTo("[{\"productId\":\"p-1\",\"quantity\":2,\"unitPrice\":5}]");
    }

    @Property(tries = 100)
    void anUnknownFieldIsIgnored(@ForAll("orders") Order order) {
        var text = new String(OrderCodec.encode(order), UTF_8);
        var later = text.substring(0, text.length() - 1) + ",\"giftWrap\":{\"paper\":[\"red\"]}}";
        assertThat(OrderCodec.decode(OrderCodec.key(order.id()), later.getBytes(UTF_8)))
                .isEqualTo(new Parsed.Valid<>(order));
    }

    /** An integer is a number whose fraction is zero, in any spelling (JSON Schema 2020-12). */
    @Property(tries = 100)
    void anIntegerMayBeWrittenWithAZeroFractionOrAnExponent(@ForAll("orders") Order order) {
        var text = new String(OrderCodec.encode(order), UTF_8);
        var other = text.replaceAll("\"(schema|quantity|unitPrice)\":([0-9]+)", "\"$1\":$2.0")
                .replace(".0,\"unitPrice", "0E-1,\"unitPrice");
        assertThat(OrderCodec.decode(OrderCodec.key(order.id()), other.getBytes(UTF_8)))
                .isEqualTo(new Parsed.Valid<>(order));
    }

    private static Order request(String body) {
        return valid(OrderCodec.fromRequest(body.getBytes(UTF_8), ID, NOON));
    }

    private static Order valid(Parsed<Order> parsed) {
        return ((Parsed.Valid<Order>) parsed).value();
    }

    @Provide
    Arbitrary<Order> orders() {
        return AnyValues.order();
    }
}
