package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PollPartsTest {
    private static final TopicPartition P0 = new TopicPartition("orders-in", 0);
    private static final TopicPartition P1 = new TopicPartition("orders-in", 1);

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition at, long offset, int bytes) {
        return new ConsumerRecord<>(at.topic(), at.partition(), offset, null, new byte[bytes]);
    }

    /** @return records of these sizes at offsets 10, 12, 14, …, followed by three offsets of control records */
    private static ConsumerRecords<byte[], byte[]> polled(List<Integer> p0, List<Integer> p1) {
        var records = new LinkedHashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        var next = new LinkedHashMap<TopicPartition, OffsetAndMetadata>();
        Map.of(P0, p0, P1, p1).forEach((partition, sizes) -> {
            if (!sizes.isEmpty()) {
                records.put(
                        partition,
                        IntStream.range(0, sizes.size())
                                .mapToObj(i -> record(partition, 10 + 2 * i, sizes.get(i)))
                                .toList());
                next.put(partition, new OffsetAndMetadata(end(sizes)));
            }
        });
        return new ConsumerRecords<>(records, next);
    }

    private static long end(List<Integer> sizes) {
        return 10 + 2L * sizes.size() + 2;
    }

    private static List<ConsumerRecord<byte[], byte[]>> all(ConsumerRecords<byte[], byte[]> part, TopicPartition at) {
        return part.records(at);
    }

    @Property(tries = 500)
    void eachRecordIsInOnePartInOrderAndPartsHaveABoundedSize(
            @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> p0,
            @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> p1,
            @ForAll @IntRange(min = 1, max = 100) int bound) {
        var polled = polled(p0, p1);

        var parts = PollParts.of(polled, bound);

        for (var partition : List.of(P0, P1)) {
            var together = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            parts.forEach(part -> together.addAll(all(part, partition)));
            assertThat(together).isEqualTo(polled.records(partition));
        }
        for (int i = 0; i < parts.size(); i++) {
            assertThat(parts.get(i).count()).isPositive();
            assertThat(parts.get(i).count() == 1 || bytes(parts.get(i)) <= bound)
                    .isTrue();
            if (i > 0) {
                var first = parts.get(i).iterator().next().value().length;
                assertThat(bytes(parts.get(i - 1)) + first)
                        .as("no part is smaller than necessary")
                        .isGreaterThan(bound);
            }
        }
    }

    private static int bytes(ConsumerRecords<byte[], byte[]> part) {
        var bytes = 0;
        for (var record : part) {
            bytes += record.value().length;
        }
        return bytes;
    }

    @Property(tries = 500)
    void theLastPartHasTheNextOffsetsOfThePollAndEachEarlierPartThoseOfItsRecords(
            @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> p0,
            @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> p1,
            @ForAll @IntRange(min = 1, max = 100) int bound) {
        var polled = polled(p0, p1);

        for (var partition : List.of(P0, P1)) {
            var left = new ArrayList<>(polled.records(partition));
            for (var part : PollParts.of(polled, bound)) {
                var records = all(part, partition);
                left.removeAll(records);
                assertThat(part.nextOffsets().containsKey(partition)).isEqualTo(!records.isEmpty());
                if (!records.isEmpty()) {
                    assertThat(part.nextOffsets().get(partition).offset())
                            .isEqualTo(
                                    left.isEmpty()
                                            ? polled.nextOffsets()
                                                    .get(partition)
                                                    .offset()
                                            : records.get(records.size() - 1).offset() + 1);
                }
            }
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aNormalPollIsOnePart() {
        assertThat(PollParts.of(polled(List.of(3, 4), List.of(5)), 12))
                .singleElement()
                .satisfies(part -> assertThat(part.count()).isEqualTo(3));
    }

    @Test
    void aRecordLargerThanTheLimitIsAPartOfItsOwn() {
        assertThat(PollParts.of(polled(List.of(1, 1000, 1), List.of()), 10))
                .extracting(ConsumerRecords::count)
                .containsExactly(1, 1, 1);
    }

    @Test
    void keysAndHeadersCountTowardsTheSizeAndNullsDoNot() {
        var headers = new RecordHeaders();
        headers.add("four", new byte[6]);
        headers.add("null", null);
        var records = IntStream.range(0, 3)
                .mapToObj(i -> new ConsumerRecord<byte[], byte[]>(
                        "orders-in",
                        0,
                        i,
                        0,
                        TimestampType.CREATE_TIME,
                        6,
                        -1,
                        new byte[6],
                        null,
                        headers,
                        Optional.empty()))
                .toList();

        assertThat(PollParts.of(new ConsumerRecords<>(Map.of(P0, records), Map.of()), 120))
                .extracting(ConsumerRecords::count)
                .containsExactly(2, 1);
    }

    /** The connector makes such polls when it removes the records of revoked partitions. */
    @Test
    void aPollWithoutNextOffsetsContinuesAfterItsLastRecords() {
        var polled = new ConsumerRecords<>(Map.of(P0, List.of(record(P0, 7, 1))), Map.of());

        assertThat(PollParts.of(polled, 10).get(0).nextOffsets()).containsEntry(P0, new OffsetAndMetadata(8));
    }

    @Test
    void theLastPartHasTheNextOffsetsOfPartitionsWithoutRecords() {
        var polled = new ConsumerRecords<>(
                Map.of(P0, List.of(record(P0, 7, 9), record(P0, 8, 9))), Map.of(P1, new OffsetAndMetadata(5)));

        assertThat(PollParts.of(polled, 10))
                .extracting(ConsumerRecords::nextOffsets)
                .containsExactly(
                        Map.of(P0, new OffsetAndMetadata(8)),
                        Map.of(P0, new OffsetAndMetadata(9), P1, new OffsetAndMetadata(5)));
    }

    @Test
    void anEmptyPollHasNoParts() {
        assertThat(PollParts.of(ConsumerRecords.empty(), 10)).isEmpty();
    }
}
