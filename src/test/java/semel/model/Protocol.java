package semel.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * Describes the behaviour of a replica by its deviations from ours.
 *
 * @param cooperative whether a member keeps its positions over a rebalance (CooperativeSticky) or starts again from the
 *     committed offsets (Range)
 */
record Protocol(Set<Deviation> deviations, boolean cooperative) {
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
        NO_EXIT("a process whose producer is fenced goes on");

        private final String text;

        Deviation(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Protocol ours() {
        return new Protocol(EnumSet.noneOf(Deviation.class), false);
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
        return new Protocol(more, cooperative);
    }

    Protocol cooperatively() {
        return new Protocol(deviations, true);
    }

    /** Whether all waiting records become one batch. The documented way takes each poll separately, as the connector delivers it. */
    boolean gathers() {
        return !has(Deviation.OFFSETS_BY_BLOCK);
    }

    boolean has(Deviation deviation) {
        return deviations.contains(deviation);
    }
}
