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
 * Every log of a few offsets, each a record or none, with everything that database, group and retention can have made of it: no
 * record that is not done is skipped, no finished one is repeated, and offsets known to hold no record block no replica.
 */
class OffsetCheckHistoriesTest {
    private static final int OFFSETS = 5;
    private static final UUID ID = new UUID(0, 1);
    private static final TopicPartition AT = new TopicPartition("orders-in", 0);
    private static final int NOTHING = -1;

    private enum Found {
        GOES_ON,
        PAST_DELETED_OFFSETS,
        REFUSED
    }

    private final Map<Found, Integer> found = new EnumMap<>(Found.class);

    /** A log, by offset: whether a record stands there for a read_committed reader. */
    private record Log(int records) {
        boolean hasRecordIn(long from, long to) {
            return IntStream.range((int) from, (int) Math.max(from, to)).anyMatch(at -> (records >> at & 1) == 1);
        }

        /** As transactions leave it that have ended: behind each record stands, at some place, what committed it. */
        boolean isOfTransactions() {
            return !hasRecordIn(OFFSETS - 1, OFFSETS);
        }

        static List<Log> all() {
            return IntStream.range(0, 1 << OFFSETS).mapToObj(Log::new).toList();
        }
    }

    private OffsetCheck standing(StageProgress known, int committed, int logStart) {
        var offset = committed == NOTHING ? OptionalLong.empty() : OptionalLong.of(committed);
        return OffsetCheck.of(
                new GroupPosition(AT, ID, offset, logStart, OFFSETS, logStart == OFFSETS), List.of(known));
    }

    /** @return where the group goes on, or NOTHING */
    private long goesOn(OffsetCheck check, int committed, int logStart) {
        var next = check instanceof OffsetCheck.StartsAt begins
                ? begins.offset()
                : check instanceof OffsetCheck.Consistent ? committed : NOTHING;
        found.merge(
                next == NOTHING ? Found.REFUSED : committed < logStart ? Found.PAST_DELETED_OFFSETS : Found.GOES_ON,
                1,
                Integer::sum);
        return next;
    }

    @Test
    void theDecisionLosesAndRepeatsNothing() {
        for (var log : Log.all())
            for (int passed = 0; passed <= OFFSETS; passed++)
                for (int decided = 0; decided <= passed; decided++)
                    for (int published = 0; published <= decided; published++)
                        for (int logStart = 0; logStart <= OFFSETS; logStart++)
                            for (int committed = NOTHING; committed <= OFFSETS; committed++)
                                if (!log.hasRecordIn(decided, passed))
                                    decision(log, published, decided, passed, committed, logStart);
        assertThat(found.keySet()).containsExactly(Found.values());
    }

    private void decision(Log log, int published, int decided, int passed, int committed, int logStart) {
        var known = new StageProgress(AT.topic(), ID, 0, published, decided, passed, false);
        var next = goesOn(standing(known, committed, logStart), committed, logStart);
        var history = log + " " + known + " committed " + committed + " logStart " + logStart;
        var isOwn = published <= committed && committed <= passed;
        // An offset that the group can have reached by itself shows what is published; any other shows nothing.
        var publishedFrom = isOwn ? Math.min(committed, decided) : published;
        var publishedTo = isOwn ? Math.min(committed, decided) : decided;
        if (next != NOTHING) {
            assertThat(next).as(history).isGreaterThanOrEqualTo(logStart);
            assertThat(log.hasRecordIn(next, publishedTo))
                    .as("repeated: " + history)
                    .isFalse();
            // Only an operator puts the group at the start of the log, beyond what is done.
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
    void theProjectionLosesNothing() {
        for (var log : Log.all())
            for (int applied = 0; applied <= OFFSETS; applied++)
                for (int logStart = 0; logStart <= OFFSETS; logStart++)
                    for (int committed = NOTHING; committed <= OFFSETS; committed++)
                        if (log.isOfTransactions()) projection(log, applied, committed, logStart);
        assertThat(found.keySet()).containsExactly(Found.values());
    }

    private void projection(Log log, int applied, int committed, int logStart) {
        var known = new StageProgress(AT.topic(), ID, 0, 0, applied, true);
        var next = goesOn(standing(known, committed, logStart), committed, logStart);
        var history = log + " " + known + " committed " + committed + " logStart " + logStart;
        if (next != NOTHING) {
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
                    .isEqualTo(committed == NOTHING ? applied : Math.max(committed, logStart));
        }
    }
}
