package semel.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.kafka.Coordinates;
import semel.kafka.TestTopics;

class DeliveryTest {
    private static Delivery read(ConsumerRecord<byte[], byte[]> record) {
        return Delivery.read(new TestTopics(), record);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
        return new ConsumerRecord<>("orders-in", 3, 7, key, value);
    }

    @Test
    void anOrderIsReadWithItsBytesAndCoordinates() {
        var order = SampleDeliveries.orderOfManyLines();
        var record = record(OrderCodec.key(order.id()), OrderCodec.encode(order));

        var delivery = read(record);

        assertThat(delivery.at()).isEqualTo(new Coordinates("orders-in", 3, 7));
        assertThat(delivery.content()).isEqualTo(new Content.OrderPlaced(order));
        assertThat(delivery.key()).isEqualTo(record.key());
        assertThat(delivery.value()).isEqualTo(record.value());
        assertThat(delivery.redriven()).isNull();
        assertThat(delivery.trace()).isEmpty();
        assertThat(((Content.OrderPlaced) delivery.content()).id())
                .isEqualTo(order.id().value());
    }

    @Test
    void aReceiptIsReadOnlyFromItsOwnTopic() {
        var receipt = SampleDeliveries.receipt("pen", 3);
        var key = ReceiptCodec.key(receipt.product());
        var value = ReceiptCodec.encode(receipt);

        var arrived =
                read(new ConsumerRecord<>("receipts-in", 0, 0, key, value)).content();

        assertThat(arrived).isEqualTo(new Content.ReceiptArrived(receipt));
        assertThat(((Content.ReceiptArrived) arrived).id())
                .isEqualTo(receipt.id().value());
        assertThat(read(record(key, value)).content()).isInstanceOf(Content.Undecidable.class);
    }

    @Test
    void anUnreadableRecordHasADetail() {
        var content = read(record(new byte[0], "{".getBytes(UTF_8))).content();

        assertThat(((Content.Undecidable) content).detail()).contains("malformed JSON");
    }

    @Test
    void aCopyNamesItsDeadRecord() {
        var record = record(null, null);
        record.headers().add("redrive", "orders-in:1:4".getBytes(UTF_8));

        assertThat(read(record).redriven()).isEqualTo(new Coordinates("orders-in", 1, 4));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "orders-in", "orders-in:1:-4", "orders-in:x:4", "orders-in:1:4:5"})
    void anInvalidRedriveHeaderIsIgnored(String header) {
        var record = record(null, null);
        record.headers().add("redrive", header == null ? null : header.getBytes(UTF_8));

        assertThat(read(record).redriven()).isNull();
    }

    @Test
    void itKeepsItsTrace() {
        var trace = new RecordHeader("traceparent", ("00-" + UUID.randomUUID()).getBytes(UTF_8));
        var record = record(null, null);
        record.headers().add(trace);

        assertThat(read(record).trace()).containsExactly(trace);
    }

    /** The same as PostgreSQL's {@code sha256}; the example is from FIPS 180-2. */
    @Test
    void itHasTheSha256OfItsValue() {
        assertThat(read(record(null, "abc".getBytes(UTF_8))).sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
