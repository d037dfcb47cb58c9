package semel.wire;

import java.util.List;
import java.util.OptionalLong;

/**
 * Whether a group may go on from where it stands, by what the database knows. Pure.
 *
 * @see "docs/decisions/0008-refused-rather-than-survived.md"
 */
sealed interface Standing {
    /** From what is committed on, everything is delivered that is not done, and nothing that is done for good. */
    record Right() implements Standing {}

    /** Nothing is committed that could be gone on from, and the database says where to begin without harm. */
    record Begins(long offset) implements Standing {}

    /**
     * Going on would lose or double, or nobody can tell.
     *
     * @param offset where an operator who has read the reason may put the group
     */
    record Refused(String reason, Known known, long offset) implements Standing {}

    /** @param known also of other partitions, and of other topics of the same name */
    static Standing of(Place place, List<Known> known) {
        var at = place.partition();
        var ofName =
                known.stream().filter(each -> each.topic().equals(at.topic())).toList();
        var ofTopic = ofName.stream()
                .filter(each -> each.topicId().equals(place.topicId()))
                .toList();
        var here = ofTopic.stream()
                .filter(each -> each.partition() == at.partition())
                .findAny()
                .orElse(new Known(at.topic(), place.topicId(), at.partition(), 0, 0, false));
        if (ofTopic.isEmpty() && !ofName.isEmpty() && !isAtTheStart(place)) {
            return createdAgain(place, here, ofName.get(0));
        }
        return place.committed().isPresent()
                ? committed(place, place.committed().getAsLong(), here)
                : uncommitted(place, here);
    }

    /** Nothing is skipped that could be read. Only an operator puts a group there who has accepted that something is gone. */
    private static boolean isAtTheStart(Place place) {
        return place.committed().equals(OptionalLong.of(place.logStart()));
    }

    private static Standing createdAgain(Place place, Known here, Known former) {
        var reason = "the topic was created again: the one that was read has the id " + former.topicId()
                + ", and what it held unread is gone";
        return new Refused(reason, here, place.logStart());
    }

    private static Standing uncommitted(Place place, Known known) {
        if (place.logStart() > known.to()) {
            return beyond(place, known);
        }
        return known.to() == 0 || known.repeatable()
                ? new Begins(known.to())
                : moved("the group has lost its offset", place, known);
    }

    private static Standing committed(Place place, long committed, Known known) {
        if (committed < known.from()) {
            return moved("the offset was moved back, to what is published already", place, known);
        }
        if (committed < place.logStart()) {
            return known.repeatable() ? again(place, known) : deleted(Math.min(committed, known.to()), place, known);
        }
        return committed > known.to() && !isAtTheStart(place)
                ? moved("the offset was moved forward, or the database is an older or another one", place, known)
                : new Right();
    }

    private static Standing again(Place place, Known known) {
        return place.logStart() > known.to() ? beyond(place, known) : new Begins(place.logStart());
    }

    /**
     * Something was deleted that is not known to be applied. Nothing is lost if it was the control record that ends a transaction,
     * and a single offset that nothing follows was one: a record of a committed transaction has that behind it. Events, which are
     * repeatable, are written in transactions only; an input is not.
     */
    private static Standing beyond(Place place, Known known) {
        return known.repeatable() && place.isEmpty() && place.logStart() == known.to() + 1
                ? new Begins(place.logStart())
                : deleted(known.to(), place, known);
    }

    private static Refused deleted(long from, Place place, Known known) {
        var reason = (place.logStart() - from) + " offsets from " + from
                + " on were deleted before they were read; the remedy goes on without them";
        return new Refused(reason, known, place.logStart());
    }

    private static Refused moved(String reason, Place place, Known known) {
        if (place.logStart() > known.to()) {
            var deleted = deleted(known.to(), place, known);
            return new Refused(reason + "; " + deleted.reason(), known, deleted.offset());
        }
        if (known.repeatable() || known.from() == known.to()) {
            return new Refused(reason, known, known.to());
        }
        // A process that was killed around its second commit did not note what became of its last batch.
        var doubt = "; whether offsets " + known.from() + " to " + (known.to() - 1)
                + " are published only the topics tell: if one stands in a header src, go on from " + known.to();
        return new Refused(reason + doubt, known, Math.max(known.from(), place.logStart()));
    }
}
