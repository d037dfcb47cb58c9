package semel.audit;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

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
    record InputId(UUID topicId, int partition) {}

    /** Whether the ledgers have to be read from their beginnings. */
    boolean hasNoLedgers() {
        return ledgers.equals(NOTHING);
    }

    /** @param now how much of the tables was changed or deleted by now; if that is more, nothing holds any longer */
    Watermark ifStill(String now) {
        return changes.equals(now) ? this : none(now);
    }

    private static Watermark none(String changes) {
        return new Watermark(NOTHING, changes, Map.of(), Instant.MAX, Totals.NONE, NOTHING);
    }

    /** @return 0 where nothing is known */
    long decidedNext(InputEnd end) {
        return decidedNext.getOrDefault(new InputId(end.topicId(), end.partition()), 0L);
    }

    Watermark plus(Totals more) {
        return new Watermark(snapshot, changes, decidedNext, since, totals.plus(more), ledgers);
    }
}
