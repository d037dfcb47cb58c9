package semel.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What need not be looked at again: all that a snapshot shows was judged, and clean.
 *
 * @param snapshot as PostgreSQL writes it
 * @param changes how much of the tables was changed or deleted by then; more of it, and everything has to be read again
 * @param decidedNext how far each input partition was decided in the snapshot: up to there each record has its trace in it
 * @param since when the oldest acknowledged order or receipt came in
 * @param totals of what the snapshot shows
 * @param ledgers the snapshot up to which the products' ledgers were judged; the steps of a long history leave it behind
 */
record Watermark(
        String snapshot, String changes, Map<InputId, Long> decidedNext, Instant since, Totals totals, String ledgers) {
    private static final String NOTHING = "1:1:";

    /** Nothing was judged yet: a snapshot that shows nothing. */
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

    /** Whether the ledgers have to be read from their beginnings. */
    boolean hasNoLedgers() {
        return ledgers.equals(NOTHING);
    }

    /**
     * @param beginning of what is kept, and how much of the tables was changed or deleted by now
     * @return this, or the beginning where more was changed, or where what follows this was pruned since
     */
    Watermark ifStill(Watermark beginning) {
        var isBehind = SnapshotText.shownAllBelow(snapshot) < SnapshotText.shownNoneFrom(beginning.snapshot);
        return changes.equals(beginning.changes) && !isBehind ? this : beginning;
    }

    static Watermark none(String changes) {
        return prunedUpTo(NOTHING, changes, Map.of(), Totals.NONE);
    }

    /** Nothing was judged yet of what is kept: all that the snapshot shows was judged before it was pruned. */
    static Watermark prunedUpTo(String snapshot, String changes, Map<InputId, Long> decidedNext, Totals totals) {
        return new Watermark(snapshot, changes, decidedNext, Instant.MAX, totals, NOTHING);
    }

    /** @return 0 where nothing is known */
    long decidedNext(InputEnd end) {
        return decidedNext.getOrDefault(new InputId(end.topicId(), end.partition()), 0L);
    }

    Watermark plus(Totals more) {
        return new Watermark(snapshot, changes, decidedNext, since, totals.plus(more), ledgers);
    }
}
