package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kafka.Inbox.Delivered;

/** Tests which polls are worked on together, and what remains of a poll after a restart. */
class InboxTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders-in", 0);
    private static final int RECORD = 10;

    private final List<Delivered> worked = new ArrayList<>();
    private final Deque<UniEmitter<? super Void>> unfinished = new ArrayDeque<>();
    private Inbox inbox = inbox(5 * RECORD);

    private Inbox inbox(long maxBytes) {
        return new Inbox(
                maxBytes,
                delivered -> Uni.createFrom().emitter(end -> {
                    worked.add(delivered);
                    unfinished.add(end);
                }));
    }

    private void finish() {
        unfinished.remove().complete(null);
    }

    private static ConsumerRecords<byte[], byte[]> records(TopicPartition partition, int first, int count) {
        var records = IntStream.range(first, first + count)
                .mapToObj(offset -> new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, new byte[0], new byte[RECORD]))
                .toList();
        return new ConsumerRecords<>(
                Map.of(partition, records), Map.of(partition, new OffsetAndMetadata(first + count)));
    }

    /** @return whether the inbox accepts the next poll */
    private boolean add(int first, int count, int generation) {
        return isNextAccepted(new Delivered(records(PARTITION, first, count), generation));
    }

    private boolean isNextAccepted(Delivered delivered) {
        var isAccepted = new boolean[1];
        inbox.add(delivered).subscribe().with(done -> isAccepted[0] = true);
        return isAccepted[0];
    }

    private static List<Long> offsets(Delivered delivered) {
        return delivered.records().records(PARTITION).stream()
                .map(ConsumerRecord::offset)
                .toList();
    }

    @Test
    void pollsThatArriveDuringWorkAreTheNextBatch() {
        add(0, 1, 1);
        add(1, 1, 1);
        add(2, 2, 1);
        assertThat(worked).hasSize(1);

        finish();
        assertThat(offsets(worked.get(1))).containsExactly(1L, 2L, 3L);
        assertThat(worked.get(1).records().nextOffsets()).containsEntry(PARTITION, new OffsetAndMetadata(4));

        finish();
        add(4, 1, 1);
        assertThat(offsets(worked.get(2))).containsExactly(4L);
    }

    @Test
    void recordsAndOffsetsAreKeptPerPartition() {
        var other = new TopicPartition("receipts-in", 3);
        add(0, 1, 1);
        add(1, 1, 1);
        inbox.add(new Delivered(records(other, 7, 1), 1)).subscribe().with(done -> {});
        finish();

        assertThat(worked.get(1).records().partitions()).containsExactly(PARTITION, other);
        assertThat(worked.get(1).records().nextOffsets())
                .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2), other, new OffsetAndMetadata(8)));
    }

    /** The connector makes such polls when it removes the records of a revoked partition. */
    @Test
    void aPollWithoutNextOffsetsDoesNotGetThoseOfThePollBeforeIt() {
        add(0, 1, 1);
        add(1, 1, 1);
        var rest = records(PARTITION, 2, 1).records(PARTITION);
        inbox.add(new Delivered(new ConsumerRecords<>(Map.of(PARTITION, rest), Map.of()), 1))
                .subscribe()
                .with(done -> {});
        finish();

        assertThat(offsets(worked.get(1))).containsExactly(1L, 2L);
        assertThat(worked.get(1).records().nextOffsets()).isEmpty();
    }

    @Test
    void aBatchHasRecordsOfOneGenerationOnly() {
        add(0, 1, 1);
        add(1, 1, 1);
        add(2, 1, 2);
        add(3, 1, 2);

        finish();
        assertThat(offsets(worked.get(1))).containsExactly(1L);
        assertThat(worked.get(1).generation()).isEqualTo(1);
        finish();
        assertThat(offsets(worked.get(2))).containsExactly(2L, 3L);
        assertThat(worked.get(2).generation()).isEqualTo(2);
    }

    @Test
    void theConnectorIsPausedWhileTooManyBytesWait() {
        assertThat(add(0, 1, 1)).isTrue();
        assertThat(add(1, 4, 1)).isTrue();
        assertThat(add(5, 1, 1)).as("as many bytes wait as one batch may have").isFalse();
        finish();
        assertThat(offsets(worked.get(1))).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(add(6, 1, 1)).isTrue();
    }

    @Test
    void aPollThatIsLargerThanTheLimitIsABatchOfItsOwn() {
        add(0, 1, 1);
        add(1, 1, 1);
        add(2, 9, 1);
        finish();
        assertThat(offsets(worked.get(1))).containsExactly(1L);
        finish();
        assertThat(offsets(worked.get(2))).hasSize(9);
    }

    /** Simulates the connector and its consumer, which run on several threads: a polled record is delivered some steps later. */
    private final class Channel {
        private final Random random;
        private final int end;
        private int position;
        private int committed;
        private final Deque<Delivered> queue = new ArrayDeque<>();
        private final Deque<Delivered> inFlight = new ArrayDeque<>();
        private boolean hasDemand = true;
        private final Map<Integer, Integer> published = new HashMap<>();

        private Channel(long seed, int end) {
            this.random = new Random(seed);
            this.end = end;
        }

        private Uni<Void> setBack() {
            return Uni.createFrom().emitter(done -> {
                pollAndDeliver(); // the consumer may poll once more before it is set back
                position = committed;
                queue.clear();
                done.complete(null);
            });
        }

        private Uni<Void> work(Delivered delivered) {
            if (random.nextInt(4) == 0) {
                return inbox.restart(this::setBack);
            }
            var offsets = offsets(delivered);
            assertThat(offsets.get(0)).as("no record is skipped").isEqualTo(committed);
            offsets.forEach(offset -> published.merge(offset.intValue(), 1, Integer::sum));
            committed = offsets.get(offsets.size() - 1).intValue() + 1;
            return Uni.createFrom().<Void>emitter(end -> unfinished.add(end));
        }

        private void pollAndDeliver() {
            for (int i = random.nextInt(4); i > 0; i--) {
                if (queue.size() < 2 && position < end) {
                    var count = 1 + random.nextInt(Math.min(3, end - position));
                    queue.add(new Delivered(records(PARTITION, position, count), 1));
                    position += count;
                }
                if (hasDemand && !queue.isEmpty()) {
                    hasDemand = false;
                    inFlight.add(queue.remove());
                }
            }
        }

        private void step() {
            pollAndDeliver();
            if (!inFlight.isEmpty() && random.nextBoolean()) {
                inbox.add(inFlight.remove()).subscribe().with(done -> hasDemand = true);
            }
            if (!unfinished.isEmpty() && random.nextBoolean()) {
                finish();
            }
        }
    }

    /** If a restart did not wait for polls in flight, the seventh seed would start in the middle of the log. */
    @ParameterizedTest
    @ValueSource(ints = 500)
    void afterARestartEachRecordIsPublishedOnceAndInOrder(int seeds) {
        for (long seed = 0; seed < seeds; seed++) {
            var channel = new Channel(seed, 40);
            inbox = new Inbox(5 * RECORD, channel::work);
            unfinished.clear();
            for (int step = 0; step < 5_000 && channel.committed < channel.end; step++) {
                channel.step();
            }
            assertThat(channel.committed).as("seed %s", seed).isEqualTo(channel.end);
            assertThat(channel.published.values()).as("seed %s", seed).containsOnly(1);
        }
    }
}
