package semel.kafka;

import java.util.List;
import java.util.OptionalLong;

/**
 * Whether a group may go on from where it stands, by what the database knows. Pure.
 *
 * @see "docs/explanation/decisions/0008-refused-rather-than-survived.md"
 */
sealed interface OffsetCheck {
    /** From what is committed on, everything is delivered that is not done, and nothing that is done for good. */
    record Consistent() implements OffsetCheck {}

    /** Nothing is committed that could be gone on from, and it is known where to begin without harm. */
    record StartsAt(long offset) implements OffsetCheck {}

    /**
     * Going on would lose or duplicate, or nobody can tell.
     *
     * @param offset where an operator who has read the reason may put the group, or what the row is to say
     * @param isOfRow whether the row of the database is wrong, not the group
     */
    record Inconsistent(String reason, StageProgress known, long offset, boolean isOfRow) implements OffsetCheck {
        Inconsistent(String reason, StageProgress known, long offset) {
            this(reason, known, offset, false);
        }
    }

    /** @param known also of other partitions, and of other topics of the same name */
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
     * What is committed went with what was published, or after what was applied. Where it is not there either, an event is applied
     * once however often it is read, and an order that stands in the input must not be skipped.
     */
    private static OffsetCheck impossible(GroupPosition place, StageProgress known) {
        var committed = place.committed().orElse(-1);
        var isInLog = place.logStart() <= committed && committed <= place.logEnd();
        var reason = "the row cannot be true of a log that ends at " + place.logEnd()
                + ": it was changed by somebody else, or the log has lost its end; the remedy lets it say "
                + (isInLog ? "what is committed" : "that nothing is done of what is still there");
        var doubt = isInLog || known.repeatable()
                ? ""
                : "; what is published already only the topics tell: go on behind the last offset that stands in a header src";
        return new Inconsistent(reason + doubt, known, isInLog ? committed : place.logStart(), true);
    }

    /** Nothing is skipped that could be read. Only an operator puts a group there who has accepted that something is gone. */
    private static boolean isAtTheStart(GroupPosition place) {
        return place.committed().equals(OptionalLong.of(place.logStart()));
    }

    private static OffsetCheck createdAgain(GroupPosition place, StageProgress here, StageProgress former) {
        var reason = "the topic was deleted and created again: the former topic had the id " + former.topicId()
                + ", and its unread records are lost";
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

    /** What is decided need not be published, so it must not be deleted before the group has passed it. */
    private static OffsetCheck unread(GroupPosition place, long committed, StageProgress known) {
        if (committed < known.to() && !known.repeatable()) {
            return deleted(committed, place, known);
        }
        return place.logStart() > known.passed() ? beyond(place, known) : new StartsAt(place.logStart());
    }

    /**
     * Something was deleted of which nobody knows what it was. Nothing is lost if it was the control record that ends a transaction,
     * and a single offset that nothing follows was one: a record of a committed transaction has that behind it. Events, which are
     * repeatable, are written in transactions only; an input is not.
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
        // A process that was killed around its second commit did not note what became of its last batch.
        var doubt = "; offsets " + known.from() + " to " + (known.to() - 1)
                + " may already be published: if an output record has one of them in its header src, use --to-offset "
                + known.to() + " instead";
        return new Inconsistent(reason + doubt, known, Math.max(known.from(), place.logStart()));
    }
}
