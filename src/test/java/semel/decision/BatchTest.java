package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.kafka.TestTopics;

class BatchTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders-in", 2);
    private static final TopicPartition RECEIPTS = new TopicPartition("receipts-in", 1);

    private static ConsumerRecord<byte[], byte[]> order(long offset) {
        var order = SampleDeliveries.orderOfManyLines();
        return new ConsumerRecord<>("orders-in", 2, offset, OrderCodec.key(order.id()), OrderCodec.encode(order));
    }

    private static ConsumerRecord<byte[], byte[]> receipt(long offset) {
        var receipt = SampleDeliveries.receipt("pen", 3);
        var key = ReceiptCodec.key(receipt.product());
        return new ConsumerRecord<>("receipts-in", 1, offset, key, ReceiptCodec.encode(receipt));
    }

    private static Batch batch(Map<TopicPartition, OffsetAndMetadata> next) {
        var records = new LinkedHashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        records.put(ORDERS, List.of(order(5), order(6), new ConsumerRecord<>("orders-in", 2, 9, null, null)));
        records.put(RECEIPTS, List.of(receipt(0)));
        return Batch.of(new TestTopics(), new ConsumerRecords<>(records, next), 7);
    }

    @Test
    void itRangesFromItsFirstRecordsToTheOffsetsAfterItsLast() {
        var batch = batch(Map.of());

        assertThat(batch.first()).isEqualTo(Map.of(ORDERS, 5L, RECEIPTS, 0L));
        assertThat(batch.offsets())
                .isEqualTo(Map.of(ORDERS, new OffsetAndMetadata(10), RECEIPTS, new OffsetAndMetadata(1)));
        assertThat(batch.generation()).isEqualTo(7);
    }

    @Test
    void itAlsoCommitsTheControlMarkersAfterItsLastRecord() {
        var batch = batch(Map.of(ORDERS, new OffsetAndMetadata(12)));

        assertThat(batch.offsets())
                .isEqualTo(Map.of(ORDERS, new OffsetAndMetadata(12), RECEIPTS, new OffsetAndMetadata(1)));
    }

    @Test
    void eachRecordIsADeliveryAndOnlyThoseThatCanBeReadAreDecided() {
        var batch = batch(Map.of());

        assertThat(batch.deliveries())
                .extracting(delivery -> delivery.at().toString())
                .containsExactly("orders-in:2:5", "orders-in:2:6", "orders-in:2:9", "receipts-in:1:0");
        assertThat(batch.decidable())
                .extracting(content -> (Object) content.getClass())
                .containsExactly(Content.OrderPlaced.class, Content.OrderPlaced.class, Content.ReceiptArrived.class);
    }
}
