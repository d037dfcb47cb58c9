package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Tests how the progress before and after a request for committed offsets is combined while other replicas continue. */
class StageProgressTest {
    private static final UUID TOPIC = UUID.randomUUID();

    @Test
    void recordsPublishedWhileTheOffsetIsReadDoNotLookLikeAnOffsetMovedBack() {
        var before = List.of(decided(0, 10, 20));
        var after = List.of(decided(0, 30, 40));

        assertThat(check(20, StageProgress.between(before, after))).isInstanceOf(OffsetCheck.Consistent.class);
        assertThat(check(20, after)).isInstanceOf(OffsetCheck.Inconsistent.class);
    }

    @Test
    void recordsDecidedBeforeTheOffsetIsReadDoNotLookLikeAnOffsetMovedForward() {
        var before = List.of(decided(0, 10, 20));
        var after = List.of(decided(0, 10, 40));

        assertThat(check(40, StageProgress.between(before, after))).isInstanceOf(OffsetCheck.Consistent.class);
        assertThat(check(40, before)).isInstanceOf(OffsetCheck.Inconsistent.class);
    }

    @Test
    void anOffsetOutsideBothStatesIsRefused() {
        var known = StageProgress.between(List.of(decided(0, 10, 20)), List.of(decided(0, 30, 40)));

        assertThat(check(9, known)).isInstanceOf(OffsetCheck.Inconsistent.class);
        assertThat(check(41, known)).isInstanceOf(OffsetCheck.Inconsistent.class);
    }

    @Test
    void progressIsCombinedPerPartitionAndANewPartitionStartsAtZero() {
        var before = List.of(decided(1, 10, 20), other(0, 15, 20));

        assertThat(StageProgress.between(before, List.of(decided(0, 30, 40), decided(1, 30, 40))))
                .containsExactly(decided(0, 0, 40), decided(1, 10, 40));
    }

    @Test
    void theTextSaysHowFarAPartitionIsDone() {
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

    private static OffsetCheck check(long committed, List<StageProgress> known) {
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
