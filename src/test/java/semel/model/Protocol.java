package semel.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * Describes the behaviour of a replica by its deviations from ours.
 *
 * @param cooperative whether a member keeps its positions over a rebalance (CooperativeSticky) or starts again from the
 *     committed offsets (Range)
 * @param prunes whether history is pruned, and old records arrive again
 */
record Protocol(Set<Deviation> deviations, boolean cooperative, boolean prunes) {
    enum Deviation {
        /** A failure there is then turned into an abort and reported as success, like a failed commit. */
        OFFSETS_BY_BLOCK("the block sends the offsets, inside its commit"),
        UNCONFIRMED("the block's success is believed"),
        GENERATION_BY_NOW("the offsets go with the generation of the last rebalance, not with the one at poll"),
        NO_REWIND("after a failure the consumer goes on from its position"),
        QUEUE_KEPT("a rewind keeps what was polled ahead"),
        MIXED_GENERATIONS("what was polled in two generations is published as of the later one"),
        SEEN_SO_SKIP("an id that is in the database is skipped, whichever delivery claimed it"),
        FOREIGN_DECIDED("a record that is not what was accepted under its id is decided"),
        OFFSETS_OUTSIDE("the offsets are committed by the consumer, before the transaction is"),
        SENDS_UNCHECKED("a record that was not acknowledged does not stop the commit"),
        /** As with read_uncommitted input. */
        UNSTABLE_OFFSETS("committed offsets are returned while an open transaction is about to move them"),
        UNKNOWN_IS_TRIED_AGAIN("after a commit that timed out the batch is published again by a new producer"),
        UNKNOWN_IS_FAILED("after a commit that timed out the consumer is set back and the transaction left as it is"),
        /** No mistake: ours before transactions were bounded; it has fewer states. */
        WHOLE_POLLS("a poll is one transaction, whatever its size"),
        REST_KEPT("after a part that was not published its poll goes on with the next part"),
        OFFSETS_OF_THE_POLL("the offsets of a whole poll go with its first part"),
        NO_EXIT("a process whose producer is fenced goes on"),
        UNAUDITED("no audit has to be CLEAN"),
        PRUNED_BY_AGE("what is older than the point is pruned, even if its snapshot does not show it"),
        PRUNED_WITH_INPUT("an order is pruned while the input has its record"),
        PRUNED_WITH_EVENTS("an order is pruned while the outputs have its events"),
        PRUNED_AT_THE_BORDER("an order is pruned whose id is not older than the point"),
        PRUNED_UNREFUSED("rows are removed before ids older than the point are refused"),
        OLD_IDS_DECIDED("a record whose id is older than the point is decided if there is no decision"),
        OUTCOMES_FORGOTTEN("a redelivered record that claimed nothing is classified anew"),
        OLD_IDS_STORED("ids that were forgotten since the claims were read are stored");

        private final String text;

        /** Mistakes that are possible only if history is pruned. */
        static Set<Deviation> ofPruning() {
            return EnumSet.range(UNAUDITED, OLD_IDS_STORED);
        }

        Deviation(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Protocol ours() {
        return new Protocol(EnumSet.noneOf(Deviation.class), false, false);
    }

    /** Ours, while history is pruned. */
    static Protocol pruning() {
        return new Protocol(EnumSet.noneOf(Deviation.class), false, true);
    }

    static Protocol documented() {
        return documentedAndConfirmed().but(Deviation.UNCONFIRMED);
    }

    static Protocol documentedAndConfirmed() {
        return ours().but(Deviation.OFFSETS_BY_BLOCK);
    }

    Protocol but(Deviation deviation) {
        var more = EnumSet.of(deviation);
        more.addAll(deviations);
        return new Protocol(more, cooperative, prunes);
    }

    Protocol cooperatively() {
        return new Protocol(deviations, true, prunes);
    }

    /** Whether all waiting records become one batch. The documented way takes each poll separately, as the connector delivers it. */
    boolean gathers() {
        return !has(Deviation.OFFSETS_BY_BLOCK);
    }

    boolean has(Deviation deviation) {
        return deviations.contains(deviation);
    }
}
