package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.EventId;
import semel.order.Outcome;

/** Tests which effects a batch of records has on the tables. */
class EffectsTest {
    private static final TopicsConfig TOPICS = SampleEvents.TOPICS;
    private static final UUID ONE = new UUID(1, 0);
    private static final UUID TWO = new UUID(2, 0);

    @Test
    void aBatchIsSortedIntoKindsAndByIdSoThatReplicasDoNotDeadlock() {
        // Given
        var batch = List.of(
                SampleEvents.at(TOPICS, 0, 5, SampleEvents.fulfilled(TWO, "p-1")),
                SampleEvents.at(TOPICS, 0, 6, SampleEvents.fulfilled(ONE, "p-1")),
                SampleEvents.at(TOPICS, 1, 7, SampleEvents.moved(TWO, "p-1", -1, 3, 8)),
                SampleEvents.at(TOPICS, 2, 8, SampleEvents.notified(TWO, Outcome.FULFILLED)));
        // When
        var effects = Effects.of(batch, TOPICS);
        // Then
        assertThat(effects.arrivals().get(EventId.Kind.ORDER))
                .extracting(order -> order.event().id().subject())
                .containsExactly(ONE, TWO);
        assertThat(effects.arrivals().get(EventId.Kind.INVENTORY))
                .extracting(EventRecord::at)
                .containsExactly(new Coordinates("inventory", 1, 7));
        assertThat(effects.arrivals().get(EventId.Kind.NOTIFICATION)).hasSize(1);
        assertThat(effects.repeated()).isEmpty();
        assertThat(effects.unreadable()).isEmpty();
    }

    /** Otherwise the last control record of an idle partition looks like an unapplied event once retention has deleted the others. */
    @Test
    void theNextOffsetsAreAfterTheControlRecordsOfThePoll() {
        // Given
        var withBoth = new TopicPartition("orders", 0);
        var withoutRecords = new TopicPartition("orders", 1);
        var withoutPosition = new TopicPartition("orders", 2);
        var records = Map.of(
                withBoth, List.of(SampleEvents.at(TOPICS, 0, 5, SampleEvents.refused(ONE, "p-1"))),
                withoutPosition, List.of(SampleEvents.at(TOPICS, 2, 8, SampleEvents.refused(TWO, "p-1"))));
        var positions = Map.of(withBoth, new OffsetAndMetadata(7), withoutRecords, new OffsetAndMetadata(4));
        // When
        var effects = Effects.of(new ConsumerRecords<>(records, positions), TOPICS);
        // Then
        assertThat(effects.next()).isEqualTo(Map.of(withBoth, 7L, withoutRecords, 4L, withoutPosition, 9L));
        assertThat(effects.arrivals().get(EventId.Kind.ORDER)).hasSize(2);
    }

    @Test
    void aDuplicateInABatchIsAppliedOnceAndListedAsRepeated() {
        // Given
        var event = SampleEvents.notified(ONE, Outcome.REFUSED);
        var batch = List.of(SampleEvents.at(TOPICS, 0, 5, event), SampleEvents.at(TOPICS, 0, 9, event));
        // When
        var effects = Effects.of(batch, TOPICS);
        // Then
        assertThat(effects.arrivals().get(EventId.Kind.NOTIFICATION))
                .extracting(EventRecord::at)
                .containsExactly(new Coordinates("notifications", 0, 5));
        assertThat(effects.repeated())
                .hasSize(1)
                .first()
                .extracting(EventRecord::at)
                .isEqualTo(new Coordinates("notifications", 0, 9));
    }

    @Test
    void unreadableRecordsAreSetAsideAndTheOthersAreApplied() {
        // Given
        var batch = List.of(
                new ConsumerRecord<byte[], byte[]>("orders", 0, 1, null, null),
                new ConsumerRecord<>("orders", 0, 2, new byte[2000], new byte[70_000]),
                new ConsumerRecord<>("elsewhere", 0, 3, new byte[0], new byte[0]),
                SampleEvents.at(TOPICS, 0, 4, SampleEvents.refused(ONE, "p-1")));
        // When
        var effects = Effects.of(batch, TOPICS);
        // Then
        assertThat(effects.arrivals().get(EventId.Kind.ORDER)).hasSize(1);
        assertThat(effects.unreadable())
                .extracting(unreadable -> unreadable.at().offset())
                .containsExactly(1L, 2L, 3L);
        assertThat(effects.unreadable())
                .allSatisfy(unreadable -> assertThat(unreadable.reason()).isNotBlank());
        assertThat(effects.unreadable().get(1).key()).hasSize(QuarantinedRecord.MAX_KEY_BYTES);
        assertThat(effects.unreadable().get(1).value()).hasSize(QuarantinedRecord.MAX_VALUE_BYTES);
    }

    @Test
    void aLaterVersionIsSkippedAndARecordWithoutItsTypeIsSetAside() {
        // Given
        var later = OrderV2.encode(SampleEvents.fulfilled(ONE, "p-1"), TOPICS);
        var withoutType = new ConsumerRecord<>("orders", 0, 7, later.key(), later.value());
        var batch = List.of(
                OrderV2.at(later, 0, 5),
                SampleEvents.at(TOPICS, 0, 6, SampleEvents.fulfilled(ONE, "p-1")),
                withoutType);
        // When
        var effects = Effects.of(batch, TOPICS);
        // Then
        assertThat(effects.arrivals().get(EventId.Kind.ORDER))
                .extracting(EventRecord::at)
                .containsExactly(new Coordinates("orders", 0, 6));
        assertThat(effects.unreadable())
                .extracting(unreadable -> unreadable.at().offset())
                .containsExactly(7L);
        assertThat(effects.next()).containsEntry(new TopicPartition("orders", 0), 8L);
    }

    @Test
    void movementsAreSortedByLineAndAllRecordsAreCounted() {
        // Given
        var second = SampleEvents.moved(ONE, 1, "p-1", -1, 4, 7);
        var batch = List.of(
                SampleEvents.at(TOPICS, 0, 3, second),
                SampleEvents.at(TOPICS, 1, 4, SampleEvents.moved(ONE, 0, "p-2", -1, 9, 9)),
                SampleEvents.at(TOPICS, 0, 5, SampleEvents.fulfilled(ONE, "p-1")),
                SampleEvents.at(TOPICS, 0, 6, SampleEvents.notified(ONE, Outcome.FULFILLED)),
                SampleEvents.at(TOPICS, 0, 7, second),
                new ConsumerRecord<byte[], byte[]>(
                        "orders",
                        0,
                        8,
                        77,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        null,
                        null,
                        new RecordHeaders(),
                        Optional.empty()));
        // When
        var effects = Effects.of(batch, TOPICS);
        // Then
        assertThat(effects.arrivals().get(EventId.Kind.INVENTORY))
                .extracting(movement -> movement.event().id().line())
                .containsExactly(0, 1);
        assertThat(effects.events()).isEqualTo(6);
    }

    /** The delay of the projection is measured from this time. */
    @Test
    void anEventHasTheTimestampOfItsRecord() {
        // Given
        var plain = SampleEvents.at(TOPICS, 0, 3, SampleEvents.refused(ONE, "p-1"));
        var timed = new ConsumerRecord<>(
                plain.topic(),
                0,
                3,
                77L,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                plain.key(),
                plain.value(),
                new RecordHeaders(),
                Optional.empty());
        // When
        var effects = Effects.of(List.of(timed), TOPICS);
        // Then
        assertThat(effects.arrivals().get(EventId.Kind.ORDER))
                .extracting(EventRecord::sentAt)
                .containsExactly(77L);
    }
}
