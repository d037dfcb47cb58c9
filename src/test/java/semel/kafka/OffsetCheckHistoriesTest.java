package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Checks every log of a few offsets, each with or without a record, in every state of database, group and retention: no unprocessed
 * record is skipped, no published one is repeated, and offsets known to hold no record block no replica.
 */
class OffsetCheckHistoriesTest {
    private static final int OFFSETS = 5;
    private static final UUID ID = new UUID(0, 1);
    private static final TopicPartition AT = new TopicPartition("orders-in", 0);
    private static final int NONE = -1;

    private enum Found {
        GOES_ON,
        PAST_DELETED_OFFSETS,
        REFUSED
    }

    private final Map<Found, Integer> found = new EnumMap<>(Found.class);

    /** @param records a bit per offset: whether a read_committed reader finds a record there */
    private record Log(int records) {
        boolean hasRecordIn(long from, long to) {
            return IntStream.range((int) from, (int) Math.max(from, to)).anyMatch(at -> (records >> at & 1) == 1);
        }

        /** Whether only finished transactions wrote it: after each record there is the control record that committed it. */
        boolean isOfTransactions() {
            return !hasRecordIn(OFFSETS - 1, OFFSETS);
        }

        static List<Log> all() {
            return IntStream.range(0, 1 << OFFSETS).mapToObj(Log::new).toList();
        }
    }

    private OffsetCheck check(StageProgress known, int committed, int logStart) {
        var offset = committed == NONE ? OptionalLong.empty() : OptionalLong.of(committed);
        return OffsetCheck.of(
                new GroupPosition(AT, ID, offset, logStart, OFFSETS, logStart == OFFSETS), List.of(known));
    }

    /** @return where the group continues, or NONE */
    private long nextOffset(OffsetCheck check, int committed, int logStart) {
        var next = check instanceof OffsetCheck.StartsAt begins
                ? begins.offset()
                : check instanceof OffsetCheck.Consistent ? committed : NONE;
        found.merge(
                next == NONE ? Found.REFUSED : committed < logStart ? Found.PAST_DELETED_OFFSETS : Found.GOES_ON,
                1,
                Integer::sum);
        return next;
    }

    @Test
    void theDecisionLosesAndRepeatsNoRecord() {
        for (var log : Log.all())
            for (int passed = 0; passed <= OFFSETS; passed++)
                for (int decided = 0; decided <= passed; decided++)
                    for (int published = 0; published <= decided; published++)
                        for (int logStart = 0; logStart <= OFFSETS; logStart++)
                            for (int committed = NONE; committed <= OFFSETS; committed++)
                                if (!log.hasRecordIn(decided, passed))
                                    decision(log, published, decided, passed, committed, logStart);
        assertThat(found.keySet()).containsExactly(Found.values());
    }

    private void decision(Log log, int published, int decided, int passed, int committed, int logStart) {
        var known = new StageProgress(AT.topic(), ID, 0, published, decided, passed, false);
        var next = nextOffset(check(known, committed, logStart), committed, logStart);
        var history = log + " " + known + " committed " + committed + " logStart " + logStart;
        var isOwn = published <= committed && committed <= passed;
        // An offset that the group can have reached by itself shows what is published; other offsets show nothing.
        var publishedFrom = isOwn ? Math.min(committed, decided) : published;
        var publishedTo = isOwn ? Math.min(committed, decided) : decided;
        if (next != NONE) {
            assertThat(next).as(history).isGreaterThanOrEqualTo(logStart);
            assertThat(log.hasRecordIn(next, publishedTo))
                    .as("repeated: " + history)
                    .isFalse();
            // Only an operator sets the group to a start of the log that is after all processed offsets.
            if (isOwn || committed != logStart) {
                assertThat(log.hasRecordIn(publishedFrom, next))
                        .as("lost: " + history)
                        .isFalse();
            }
        }
        if (isOwn && (logStart <= committed || decided <= committed && logStart <= passed)) {
            assertThat(next).as("refused: " + history).isEqualTo(Math.max(committed, logStart));
        }
    }

    @Test
    void theProjectionLosesNoRecord() {
        for (var log : Log.all())
            for (int applied = 0; applied <= OFFSETS; applied++)
                for (int logStart = 0; logStart <= OFFSETS; logStart++)
                    for (int committed = NONE; committed <= OFFSETS; committed++)
                        if (log.isOfTransactions()) projection(log, applied, committed, logStart);
        assertThat(found.keySet()).containsExactly(Found.values());
    }

    private void projection(Log log, int applied, int committed, int logStart) {
        var known = new StageProgress(AT.topic(), ID, 0, 0, applied, true);
        var next = nextOffset(check(known, committed, logStart), committed, logStart);
        var history = log + " " + known + " committed " + committed + " logStart " + logStart;
        if (next != NONE) {
            assertThat(next).as(history).isGreaterThanOrEqualTo(logStart);
            if (committed <= applied || committed != logStart) {
                assertThat(log.hasRecordIn(applied, next))
                        .as("lost: " + history)
                        .isFalse();
            }
        }
        if (committed <= applied && logStart <= applied) {
            assertThat(next)
                    .as("refused: " + history)
                    .isEqualTo(committed == NONE ? applied : Math.max(committed, logStart));
        }
    }
}
