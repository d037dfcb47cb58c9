package semel.kafka;

import java.util.List;
import java.util.OptionalLong;

/**
 * Decides whether a group may continue from its committed offset, by comparing it with the database. Pure.
 *
 * @see "docs/explanation/decisions/0008-refused-rather-than-survived.md"
 */
sealed interface OffsetCheck {
    /** The committed offset is right: it delivers all that is not processed, and nothing that is finished. */
    record Consistent() implements OffsetCheck {}

    /** There is no usable committed offset, but a safe offset to begin at is known. */
    record StartsAt(long offset) implements OffsetCheck {}

    /**
     * Continuing would, or may, lose or duplicate records.
     *
     * @param offset the offset that the remedy sets, in the group or in the row
     * @param isOfRow whether the row of the database is wrong, not the group
     */
    record Inconsistent(String reason, StageProgress known, long offset, boolean isOfRow) implements OffsetCheck {
        Inconsistent(String reason, StageProgress known, long offset) {
            this(reason, known, offset, false);
        }
    }

    /** @param known also rows of other partitions, and of earlier topics of the same name */
    static OffsetCheck of(GroupPosition place, List<StageProgress> known) {
        var at = place.partition();
        var here = StageProgress.of(at, place.topicId(), known);
        if (!here.isWithin(place.logEnd())) {
            return impossible(place, here);
        }
        var former = StageProgress.ofAnother(at.topic(), place.topicId(), known);
        if (former.isPresent() && !isAtTheStart(place)) {
            return createdAgain(place, here, former.get());
        }
        return place.committed().isPresent()
                ? committed(place, place.committed().getAsLong(), here)
                : uncommitted(place, here);
    }

    /**
     * The remedy is the committed offset if it is in the log, because offsets are committed with what was published, or after what was
     * applied. Otherwise it is the log's start: an event is applied once however often it is read, and no order in the input may be
     * skipped.
     */
    private static OffsetCheck impossible(GroupPosition place, StageProgress known) {
        var committed = place.committed().orElse(-1);
        var isInLog = place.logStart() <= committed && committed <= place.logEnd();
        var reason = "the row cannot be true of a log that ends at " + place.logEnd()
                + ": another program changed it, or the log has lost its end; the remedy sets it to "
                + (isInLog ? "the committed offset" : "the start of the log, as if no record there was processed");
        var doubt = isInLog || known.repeatable()
                ? ""
                : "; only the topics show what is already published: continue after the highest offset in a header src";
        return new Inconsistent(reason + doubt, known, isInLog ? committed : place.logStart(), true);
    }

    /** Skips nothing that can be read. Only an operator who accepts the loss of deleted records sets a group to the log's start. */
    private static boolean isAtTheStart(GroupPosition place) {
        return place.committed().equals(OptionalLong.of(place.logStart()));
    }

    private static OffsetCheck createdAgain(GroupPosition place, StageProgress here, StageProgress former) {
        var reason =
                "the topic was deleted and created again, or the cluster is another one: the former topic had the id "
                        + former.topicId() + ", and its unread records are lost";
        return new Inconsistent(reason, here, place.logStart());
    }

    private static OffsetCheck uncommitted(GroupPosition place, StageProgress known) {
        if (place.logStart() > known.passed()) {
            return beyond(place, known);
        }
        return known.to() == 0 || known.repeatable()
                ? new StartsAt(Math.max(known.to(), place.logStart()))
                : moved("the group has lost its offset", place, known);
    }

    private static OffsetCheck committed(GroupPosition place, long committed, StageProgress known) {
        if (committed < known.from()) {
            return moved("the offset was moved back to records that are already published", place, known);
        }
        if (committed < place.logStart()) {
            return unread(place, committed, known);
        }
        return committed > known.passed() && !isAtTheStart(place)
                ? moved("the offset was moved forward, or the database is older or a different one", place, known)
                : new Consistent();
    }

    /** A decided record may be unpublished, so it must not be deleted before the group's offset is past it. */
    private static OffsetCheck unread(GroupPosition place, long committed, StageProgress known) {
        if (committed < known.to() && !known.repeatable()) {
            return deleted(committed, place, known);
        }
        return place.logStart() > known.passed() ? beyond(place, known) : new StartsAt(place.logStart());
    }

    /**
     * Unknown offsets were deleted. A single one at the end of the log was the control record that ends a transaction, because a
     * committed record is followed by one: then nothing is lost. That holds for events, which are repeatable and written in transactions
     * only, not for inputs.
     */
    private static OffsetCheck beyond(GroupPosition place, StageProgress known) {
        return known.repeatable() && place.isEmpty() && place.logStart() == known.passed() + 1
                ? new StartsAt(place.logStart())
                : deleted(known.passed(), place, known);
    }

    private static Inconsistent deleted(long from, GroupPosition place, StageProgress known) {
        var reason = (place.logStart() - from) + " offsets from " + from
                + " on were deleted before they were read; the remedy continues without them";
        return new Inconsistent(reason, known, place.logStart());
    }

    private static Inconsistent moved(String reason, GroupPosition place, StageProgress known) {
        if (place.logStart() > known.passed()) {
            var deleted = deleted(known.passed(), place, known);
            return new Inconsistent(reason + "; " + deleted.reason(), known, deleted.offset());
        }
        if (known.repeatable() || known.from() == known.to()) {
            return new Inconsistent(reason, known, Math.max(known.to(), place.logStart()));
        }
        // A process that was killed around its second commit did not store the outcome of its last batch.
        var doubt = "; offsets " + known.from() + " to " + (known.to() - 1)
                + " may already be published: if an output record has one of them in its header src, use --to-offset "
                + known.to() + " instead";
        return new Inconsistent(reason + doubt, known, Math.max(known.from(), place.logStart()));
    }
}
