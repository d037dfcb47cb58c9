package semel.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Marks how far the tables were audited and clean: the next audit skips everything that the snapshot shows.
 *
 * @param snapshot as PostgreSQL writes it
 * @param changes the answer to {@link BeforeCutQueries#CHANGES} then; if it differs now, everything must be read again
 * @param decidedNext how far each input partition was decided in the snapshot, where all records below have their trace
 * @param since when the oldest acknowledged order or receipt was received
 * @param totals counts of what the snapshot shows
 * @param ledgers the snapshot up to which the products' ledgers were audited; the steps of a long history do not advance it
 */
record Watermark(
        String snapshot, String changes, Map<InputId, Long> decidedNext, Instant since, Totals totals, String ledgers) {
    private static final String NOTHING = "1:1:";

    /** Nothing was audited yet: a snapshot that shows nothing. */
    static final Watermark NONE = none("");

    /** An input partition. */
    record InputId(UUID topicId, int partition) {
        /** @param lines of a topic id, a partition and an offset each */
        static Map<InputId, Long> parse(List<String> lines) {
            return lines.stream()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(
                            parts -> new InputId(UUID.fromString(parts[0]), Integer.parseInt(parts[1])),
                            parts -> Long.valueOf(parts[2])));
        }
    }

    /** Whether the ledgers must be read from their beginnings. */
    boolean hasNoLedgers() {
        return ledgers.equals(NOTHING);
    }

    /**
     * @param beginning of the kept history, with the current {@link #changes}
     * @return this watermark; the beginning if the changes differ, or if history after this watermark was pruned
     */
    Watermark ifStill(Watermark beginning) {
        var isBehind = SnapshotText.shownAllBelow(snapshot) < SnapshotText.shownNoneFrom(beginning.snapshot);
        return changes.equals(beginning.changes) && !isBehind ? this : beginning;
    }

    static Watermark none(String changes) {
        return prunedUpTo(NOTHING, changes, Map.of(), Totals.NONE);
    }

    /** A watermark at the beginning of the kept history: everything that the snapshot shows was audited before it was pruned. */
    static Watermark prunedUpTo(String snapshot, String changes, Map<InputId, Long> decidedNext, Totals totals) {
        return new Watermark(snapshot, changes, decidedNext, Instant.MAX, totals, NOTHING);
    }

    /** @return 0 for an unknown partition */
    long decidedNext(InputEnd end) {
        return decidedNext.getOrDefault(new InputId(end.topicId(), end.partition()), 0L);
    }

    Watermark plus(Totals more) {
        return new Watermark(snapshot, changes, decidedNext, since, totals.plus(more), ledgers);
    }
}
