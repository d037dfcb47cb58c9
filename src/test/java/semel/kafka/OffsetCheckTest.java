package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks for which committed offsets a group continues, starts elsewhere, or is refused, and what the operator is told. */
class OffsetCheckTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders-in", 2);
    private static final UUID ID = new UUID(0, 1);
    private static final UUID FORMER_ID = new UUID(0, 2);
    private static final long LOG_END = 100;

    private static GroupPosition place(Long committed, long logStart) {
        return place(committed, logStart, false);
    }

    private static GroupPosition place(Long committed, long logStart, boolean isEmpty) {
        var offset = committed == null ? OptionalLong.empty() : OptionalLong.of(committed);
        return new GroupPosition(PARTITION, ID, offset, logStart, isEmpty ? logStart : LOG_END, isEmpty);
    }

    private static StageProgress decided(UUID topicId, int partition, long publishedNext, long decidedNext) {
        return new StageProgress("orders-in", topicId, partition, publishedNext, decidedNext, false);
    }

    private static StageProgress applied(long next) {
        return new StageProgress("orders-in", ID, 2, 0, next, true);
    }

    private static OffsetCheck of(Long committed, long logStart, StageProgress... known) {
        return OffsetCheck.of(place(committed, logStart), List.of(known));
    }

    private static OffsetCheck.Inconsistent refused(OffsetCheck check, String reason) {
        assertThat(check)
                .isInstanceOfSatisfying(
                        OffsetCheck.Inconsistent.class,
                        refused -> assertThat(refused.reason()).contains(reason));
        return (OffsetCheck.Inconsistent) check;
    }

    // ---- no progress is stored: a first start, or an added partition

    @Test
    void anUnknownPartitionStartsAtItsFirstRecord() {
        assertThat(of(null, 0)).isEqualTo(new OffsetCheck.StartsAt(0));
    }

    @Test
    void anUnknownPartitionIsRefusedIfItsFirstRecordsAreDeleted() {
        assertThat(refused(of(null, 7), "7 offsets from 0 on were deleted").offset())
                .isEqualTo(7);
    }

    @Test
    void progressOfOtherPartitionsAndTopicsIsIgnored() {
        var others = new StageProgress[] {
            decided(ID, 1, 5, 5), new StageProgress("receipts-in", new UUID(0, 3), 2, 5, 5, false)
        };

        assertThat(of(null, 0, others)).isEqualTo(new OffsetCheck.StartsAt(0));
        assertThat(of(null, 0, others[1])).isEqualTo(new OffsetCheck.StartsAt(0));
    }

    // ---- the decision: published below 20, decided below 30

    @ParameterizedTest
    @CsvSource({"20, 0", "25, 0", "30, 0", "20, 20", "30, 30"})
    void theDecisionContinuesFromAnyOffsetBetweenPublishedAndDecided(long committed, long logStart) {
        assertThat(of(committed, logStart, decided(ID, 2, 20, 30))).isEqualTo(new OffsetCheck.Consistent());
    }

    @ParameterizedTest
    @CsvSource({"0", "19"})
    void anOffsetThatWasMovedBackIsRefused(long committed) {
        assertThat(refused(of(committed, 0, decided(ID, 2, 20, 20)), "moved back")
                        .offset())
                .isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"31, 0", "31, 30", "99, 0"})
    void anOffsetThatWasMovedForwardIsRefused(long committed, long logStart) {
        var refused = refused(of(committed, logStart, decided(ID, 2, 30, 30)), "moved forward");

        assertThat(refused.offset()).isEqualTo(30);
        assertThat(refused.reason()).doesNotContain("deleted");
    }

    @Test
    void anOffsetIsRefusedIfTheDatabaseHasNoProgress() {
        assertThat(refused(of(4L, 0), "older or a different one").offset()).isZero();
    }

    @Test
    void aLostOffsetIsRefused() {
        assertThat(refused(of(null, 0, decided(ID, 2, 30, 30)), "lost its offset")
                        .offset())
                .isEqualTo(30);
    }

    @Test
    void ifTheLastBatchMayBePublishedTheOperatorMustCheckTheTopics() {
        var refused = refused(of(null, 0, decided(ID, 2, 20, 30)), "offsets 20 to 29 may already be published");

        assertThat(refused.offset()).isEqualTo(20);
        assertThat(refused.reason()).endsWith("use --to-offset 30 instead");
    }

    @ParameterizedTest
    @CsvSource({"30, 34, 4 offsets from 30 on", "22, 25, 3 offsets from 22 on", "32, 34, 4 offsets from 30 on"})
    void recordsThatWereDeletedUnreadAreCounted(long committed, long logStart, String deleted) {
        assertThat(refused(of(committed, logStart, decided(ID, 2, 20, 30)), deleted)
                        .offset())
                .isEqualTo(logStart);
    }

    @Test
    void deletedOffsetsAreReportedForALostOrMovedOffsetToo() {
        assertThat(refused(of(null, 34, decided(ID, 2, 30, 30)), "4 offsets from 30 on were deleted")
                        .offset())
                .isEqualTo(34);
        assertThat(refused(of(0L, 34, decided(ID, 2, 30, 30)), "4 offsets from 30 on were deleted")
                        .offset())
                .isEqualTo(34);
        assertThat(refused(of(40L, 34, decided(ID, 2, 30, 30)), "4 offsets from 30 on were deleted")
                        .offset())
                .isEqualTo(34);
    }

    @Test
    void anOperatorAcceptsDeletedRecordsBySettingTheGroupToTheStartOfTheLog() {
        assertThat(of(34L, 34, decided(ID, 2, 30, 30))).isEqualTo(new OffsetCheck.Consistent());
        assertThat(of(7L, 7)).isEqualTo(new OffsetCheck.Consistent());
    }

    // ---- the projection: applied below 30, and what is applied may be applied again

    @ParameterizedTest
    @CsvSource({"30, 0", "0, 0", "12, 5", "5, 5"})
    void theProjectionMayReadAppliedEventsAgain(long committed, long logStart) {
        assertThat(of(committed, logStart, applied(30))).isEqualTo(new OffsetCheck.Consistent());
    }

    @Test
    void aProjectionWithoutAnOffsetStartsWhereTheDatabaseSays() {
        assertThat(of(null, 0, applied(30))).isEqualTo(new OffsetCheck.StartsAt(30));
        assertThat(of(null, 30, applied(30))).isEqualTo(new OffsetCheck.StartsAt(30));
    }

    @Test
    void aProjectionThatWasSetBackStartsAtTheStartOfTheLog() {
        assertThat(of(0L, 12, applied(30))).isEqualTo(new OffsetCheck.StartsAt(12));
    }

    @Test
    void aProjectionThatWouldSkipEventsIsRefused() {
        assertThat(refused(of(31L, 0, applied(30)), "moved forward").offset()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"30", "12", "-1"})
    void eventsDeletedBeforeTheyWereAppliedAreCounted(long committed) {
        var check = of(committed < 0 ? null : committed, 34, applied(30));

        assertThat(refused(check, "4 offsets from 30 on were deleted").offset()).isEqualTo(34);
    }

    // ---- the last offset of an emptied partition: a control record, or a record?

    private static OffsetCheck emptied(long committed, long logStart, StageProgress known) {
        return OffsetCheck.of(place(committed < 0 ? null : committed, logStart, true), List.of(known));
    }

    @ParameterizedTest
    @CsvSource({"30", "12", "-1"})
    void aSingleLastOffsetMustHaveBeenTheEndOfATransaction(long committed) {
        assertThat(emptied(committed, 31, applied(30))).isEqualTo(new OffsetCheck.StartsAt(31));
    }

    @ParameterizedTest
    @CsvSource({"30", "12", "-1"})
    void twoOffsetsMayHaveBeenARecordAndTheEndOfItsTransaction(long committed) {
        refused(emptied(committed, 32, applied(30)), "2 offsets from 30 on were deleted");
    }

    @ParameterizedTest
    @CsvSource({"30", "12", "-1"})
    void aSingleOffsetBeforeOthersMayHaveBeenARecord(long committed) {
        refused(of(committed < 0 ? null : committed, 31, applied(30)), "1 offsets from 30 on were deleted");
    }

    @ParameterizedTest
    @CsvSource({"30", "-1"})
    void aSingleOffsetOfAnInputMayHaveBeenARecordWithoutATransaction(long committed) {
        refused(emptied(committed, 31, decided(ID, 2, 30, 30)), "1 offsets from 30 on were deleted");
    }

    @Test
    void progressUpToTheStartOfAnEmptiedLogIsConsistent() {
        assertThat(emptied(31, 31, applied(31))).isEqualTo(new OffsetCheck.Consistent());
        assertThat(emptied(31, 31, decided(ID, 2, 31, 31))).isEqualTo(new OffsetCheck.Consistent());
        assertThat(emptied(-1, 31, applied(31))).isEqualTo(new OffsetCheck.StartsAt(31));
        assertThat(of(12L, 30, applied(30))).isEqualTo(new OffsetCheck.StartsAt(30));
    }

    // ---- offsets known to hold no record: published below 20, decided below 30, and no record below 35

    private static final StageProgress PASSED = new StageProgress("orders-in", ID, 2, 20, 30, 35, false);
    private static final StageProgress ALL_PUBLISHED = new StageProgress("orders-in", ID, 2, 30, 30, 35, false);

    @ParameterizedTest
    @CsvSource({"30, 31", "30, 34", "30, 35", "33, 34", "34, 35"})
    void offsetsWithoutRecordsMayBeDeletedUnread(long committed, long logStart) {
        assertThat(of(committed, logStart, PASSED)).isEqualTo(new OffsetCheck.StartsAt(logStart));
        assertThat(emptied(committed, logStart, new StageProgress("orders-in", ID, 2, 20, 30, logStart, false)))
                .isEqualTo(new OffsetCheck.StartsAt(logStart));
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "33, 30", "35, 30", "35, 35", "33, 33"})
    void aGroupThatHasPassedOffsetsWithoutRecordsIsConsistent(long committed, long logStart) {
        assertThat(of(committed, logStart, PASSED)).isEqualTo(new OffsetCheck.Consistent());
    }

    @ParameterizedTest
    @CsvSource({"30, 36, 1 offsets from 35 on", "34, 36, 1 offsets from 35 on", "35, 37, 2 offsets from 35 on"})
    void aDeletedOffsetAfterThoseWithoutRecordsMayHaveBeenARecord(long committed, long logStart, String deleted) {
        assertThat(refused(of(committed, logStart, PASSED), deleted).offset()).isEqualTo(logStart);
        refused(emptied(committed, logStart, PASSED), deleted);
    }

    /** A decided record may not be published yet. */
    @ParameterizedTest
    @CsvSource({"29, 30, 1 offsets from 29 on", "29, 35, 6 offsets from 29 on", "20, 21, 1 offsets from 20 on"})
    void decidedRecordsDeletedBeforeTheGroupPassedThemAreReported(long committed, long logStart, String deleted) {
        refused(of(committed, logStart, PASSED), deleted);
    }

    @Test
    void anOffsetAfterThoseWithoutRecordsIsRefused() {
        assertThat(refused(of(36L, 0, PASSED), "moved forward").offset()).isEqualTo(20);
        assertThat(refused(of(36L, 0, ALL_PUBLISHED), "moved forward").offset()).isEqualTo(30);
        assertThat(refused(of(36L, 33, ALL_PUBLISHED), "moved forward").offset())
                .isEqualTo(33);
    }

    @Test
    void aLostOffsetIsRefusedEvenIfOnlyOffsetsWithoutRecordsAreDeleted() {
        assertThat(refused(of(null, 33, ALL_PUBLISHED), "lost its offset").offset())
                .isEqualTo(33);
        assertThat(refused(of(null, 36, ALL_PUBLISHED), "1 offsets from 35 on were deleted")
                        .offset())
                .isEqualTo(36);
    }

    @Test
    void aPartitionWithoutProcessedRecordsMayStartAfterOffsetsWithoutRecords() {
        var nothing = new StageProgress("orders-in", ID, 2, 0, 0, 5, false);

        assertThat(of(null, 0, nothing)).isEqualTo(new OffsetCheck.StartsAt(0));
        assertThat(of(null, 5, nothing)).isEqualTo(new OffsetCheck.StartsAt(5));
        assertThat(of(0L, 5, nothing)).isEqualTo(new OffsetCheck.StartsAt(5));
        refused(of(0L, 6, nothing), "1 offsets from 5 on were deleted");
    }

    // ---- rows with impossible numbers

    @ParameterizedTest
    @CsvSource({
        "-1, 30, 30",
        "-9223372036854775808, 30, 30",
        "0, -1, -1",
        "31, 30, 30",
        "20, 101, 101",
        "20, 30, 29",
        "20, 30, 101",
        "9223372036854775807, 9223372036854775807, 9223372036854775807"
    })
    void anImpossibleRowOfTheDecisionIsRefusedWithItsCorrection(long published, long decided, long passed) {
        var row = new StageProgress("orders-in", ID, 2, published, decided, passed, false);

        var refused = refused(of(25L, 0, row), "the row cannot be true of a log that ends at 100");
        assertThat(refused.isOfRow()).isTrue();
        assertThat(refused.offset()).isEqualTo(25);
        assertThat(row.correctedTo(25))
                .isEqualTo("update progress set decided_next = 25, published_next = 25, passed_next = 0"
                        + " where topic_id = '" + ID + "' and partition = 2");
        assertThat(of(25L, 0, decided(ID, 2, 25, 25))).isEqualTo(new OffsetCheck.Consistent());
        refused(of(null, 0, row), "only the topics show what is already published");
    }

    @ParameterizedTest
    @CsvSource({"-1", "-9223372036854775808", "101", "9223372036854775807"})
    void anImpossibleRowOfTheProjectionIsRefusedWithItsCorrection(long next) {
        var row = applied(next);

        var refused = refused(of(25L, 7, row), "the remedy sets it to the committed offset");
        assertThat(refused.isOfRow()).isTrue();
        assertThat(refused.offset()).isEqualTo(25);
        assertThat(row.correctedTo(25))
                .isEqualTo("update applied set applied_next = 25 where topic_id = '" + ID + "' and partition = 2");
        // The committed offset is not in the log either; reading again is safe, because each event is applied once.
        assertThat(refused(of(101L, 7, row), "as if no record there was processed")
                        .offset())
                .isEqualTo(7);
        assertThat(refused(of(6L, 7, row), "as if no record there was processed")
                        .offset())
                .isEqualTo(7);
        assertThat(refused(of(null, 7, row), "as if no record there was processed")
                        .reason())
                .doesNotContain("only the topics");
    }

    @Test
    void aRowMayReachTheEndOfTheLog() {
        assertThat(of(100L, 0, applied(100))).isEqualTo(new OffsetCheck.Consistent());
        assertThat(of(100L, 0, decided(ID, 2, 100, 100))).isEqualTo(new OffsetCheck.Consistent());
        assertThat(of(0L, 0, applied(0))).isEqualTo(new OffsetCheck.Consistent());
    }

    // ---- another topic with the same name

    @ParameterizedTest
    @CsvSource({"-1, 0", "30, 0", "30, 3"})
    void aRecreatedTopicIsRefused(long committed, long logStart) {
        var check = of(committed < 0 ? null : committed, logStart, decided(FORMER_ID, 1, 20, 30));

        assertThat(refused(check, FORMER_ID.toString()).offset()).isEqualTo(logStart);
    }

    @Test
    void aRecreatedTopicIsReadAfterAnOperatorHasCommittedItsStart() {
        var former = decided(FORMER_ID, 2, 20, 30);

        assertThat(of(0L, 0, former)).isEqualTo(new OffsetCheck.Consistent());
        assertThat(of(0L, 0, former, decided(ID, 1, 4, 4))).isEqualTo(new OffsetCheck.Consistent());
        assertThat(of(null, 0, former, decided(ID, 1, 4, 4))).isEqualTo(new OffsetCheck.StartsAt(0));
        assertThat(of(2L, 0, former, decided(ID, 2, 4, 4))).isInstanceOf(OffsetCheck.Inconsistent.class);
    }
}
