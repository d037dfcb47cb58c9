package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What the database knows around a question about committed offsets, while other replicas go on. */
class StageProgressTest {
    private static final UUID TOPIC = UUID.randomUUID();

    @Test
    void whatOthersPublishWhileTheOffsetIsReadIsNoOffsetMovedBack() {
        var before = List.of(decided(0, 10, 20));
        var after = List.of(decided(0, 30, 40));

        assertThat(standing(20, StageProgress.between(before, after))).isInstanceOf(OffsetCheck.Consistent.class);
        assertThat(standing(20, after)).isInstanceOf(OffsetCheck.Inconsistent.class);
    }

    @Test
    void whatOthersDecideBeforeTheOffsetIsReadIsNoOffsetMovedForward() {
        var before = List.of(decided(0, 10, 20));
        var after = List.of(decided(0, 10, 40));

        assertThat(standing(40, StageProgress.between(before, after))).isInstanceOf(OffsetCheck.Consistent.class);
        assertThat(standing(40, before)).isInstanceOf(OffsetCheck.Inconsistent.class);
    }

    @Test
    void anOffsetOutsideOfBothAnswersIsRefused() {
        var known = StageProgress.between(List.of(decided(0, 10, 20)), List.of(decided(0, 30, 40)));

        assertThat(standing(9, known)).isInstanceOf(OffsetCheck.Inconsistent.class);
        assertThat(standing(41, known)).isInstanceOf(OffsetCheck.Inconsistent.class);
    }

    @Test
    void partitionsAreNotMixedUpAndOneThatIsNewHasNothingDoneBefore() {
        var before = List.of(decided(1, 10, 20), other(0, 15, 20));

        assertThat(StageProgress.between(before, List.of(decided(0, 30, 40), decided(1, 30, 40))))
                .containsExactly(decided(0, 0, 40), decided(1, 10, 40));
    }

    @Test
    void anOperatorReadsHowFarAPartitionIsDone() {
        assertThat(decided(0, 0, 0)).hasToString("nothing");
        assertThat(decided(0, 10, 20)).hasToString("published below 10, decided below 20");
        assertThat(new StageProgress("orders-in", TOPIC, 0, 10, 20, 25, false))
                .hasToString("published below 10, decided below 20, no record below 25");
        assertThat(new StageProgress("orders-in", TOPIC, 0, 0, 0, 5, false)).hasToString("no record below 5");
        assertThat(new StageProgress("orders", TOPIC, 0, 0, 20, true)).hasToString("applied below 20");
        assertThat(new StageProgress("orders", TOPIC, 0, 0, -1, true)).hasToString("applied below -1");
    }

    private static StageProgress decided(int partition, long from, long to) {
        return new StageProgress("orders-in", TOPIC, partition, from, to, false);
    }

    private static StageProgress other(int partition, long from, long to) {
        return new StageProgress("orders-in", new UUID(0, 1), partition, from, to, false);
    }

    private static OffsetCheck standing(long committed, List<StageProgress> known) {
        return OffsetCheck.of(
                new GroupPosition(
                        new TopicPartition("orders-in", 0),
                        TOPIC,
                        OptionalLong.of(committed),
                        0,
                        Long.MAX_VALUE,
                        false),
                known);
    }
}
