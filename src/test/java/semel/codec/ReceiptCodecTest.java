package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import semel.order.AnyValues;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;

class ReceiptCodecTest {
    private static final ReceiptId ID = new ReceiptId(new UUID(1, 2));
    private static final ProductId PRODUCT = new ProductId("p-1");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Property(tries = 300)
    void anEncodedReceiptIsDecodedToTheSameReceipt(@ForAll("receipts") Receipt receipt) {
        // When
        var bytes = ReceiptCodec.encode(receipt);
        var decoded = ReceiptCodec.decode(ReceiptCodec.key(receipt.product()), bytes);
        // Then
        assertThat(decoded).isEqualTo(new Parsed.Valid<>(receipt));
        assertThat(ReceiptCodec.encode(((Parsed.Valid<Receipt>) decoded).value()))
                .isEqualTo(bytes);
    }

    @Property(tries = 1000)
    void randomBytesAreRefusedWithoutAnException(@ForAll byte[] key, @ForAll byte[] value) {
        assertThat(ReceiptCodec.decode(key, value)).isInstanceOf(Parsed.Invalid.class);
        assertThat(ReceiptCodec.fromRequest(value, ID, PRODUCT, NOON)).isInstanceOf(Parsed.Invalid.class);
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    @Tag("many-tries")
    void aDamagedRecordIsRefusedOrCanBeEncodedAndDecodedAgain(@ForAll long seed) {
        // Given
        var receipt = SampleValues.one(SampleValues.RECEIPTS, seed);
        var key = ReceiptCodec.key(receipt.product());
        // When
        var decoded = ReceiptCodec.decode(key, DamagedBytes.to(ReceiptCodec.encode(receipt), seed));
        // Then
        if (decoded instanceof Parsed.Valid<Receipt> valid) {
            assertThat(ReceiptCodec.decode(key, ReceiptCodec.encode(valid.value())))
                    .isEqualTo(decoded);
        }
    }

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    @Tag("many-tries")
    void aDamagedBodyCausesNoException(@ForAll long seed) {
        var body =
                "{\"quantity\":" + SampleValues.one(SampleValues.RECEIPTS, seed).quantity() + "}";
        assertThat(ReceiptCodec.fromRequest(DamagedBytes.to(body.getBytes(UTF_8), seed), ID, PRODUCT, NOON))
                .isNotNull();
    }

    @Property(tries = 200)
    void aReceiptIsReadFromABodyWithItsQuantity(@ForAll("receipts") Receipt receipt) {
        // When
        var body = ("{\"quantity\":" + receipt.quantity() + "}").getBytes(UTF_8);
        // Then
        assertThat(ReceiptCodec.fromRequest(body, receipt.id(), receipt.product(), receipt.acceptedAt()))
                .isEqualTo(new Parsed.Valid<>(receipt));
    }

    @Property(tries = 200)
    void canonicalBytesAreEqualIfAndOnlyIfProductAndQuantityAre(
            @ForAll("receipts") Receipt receipt, @ForAll("receipts") Receipt other) {
        var again = new Receipt(ID, receipt.product(), receipt.quantity(), NOON);
        assertThat(ReceiptCodec.canonical(again)).isEqualTo(ReceiptCodec.canonical(receipt));
        var same = receipt.product().equals(other.product()) && receipt.quantity() == other.quantity();
        assertThat(java.util.Arrays.equals(ReceiptCodec.canonical(receipt), ReceiptCodec.canonical(other)))
                .isEqualTo(same);
    }

    @Property(tries = 100)
    void theKeyMustBeTheProductId(@ForAll("receipts") Receipt receipt) {
        var value = ReceiptCodec.encode(receipt);
        for (var key : new byte[][] {null, {}, "other product".getBytes(UTF_8)}) {
            assertThat(ReceiptCodec.decode(key, value)).isInstanceOf(Parsed.Invalid.class);
        }
    }

    @Test
    void theCanonicalBytesAreTheProductAndTheQuantity() {
        var receipt = new Receipt(new ReceiptId(new UUID(0, 1)), new ProductId("pen"), 3, Instant.EPOCH);

        assertThat(new String(ReceiptCodec.canonical(receipt), UTF_8))
                .isEqualTo("{\"productId\":\"pen\",\"quantity\":3}");
    }

    @Provide
    Arbitrary<Receipt> receipts() {
        return AnyValues.receipt();
    }
}
