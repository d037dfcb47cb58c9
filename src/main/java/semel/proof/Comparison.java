package semel.proof;

import java.util.Optional;
import semel.audit.Invariant;

/**
 * Two multisets that must be equal: what is expected and what is found. An element is a hash of all that must agree; a key names
 * what belongs together, so that under one key an element is lost, duplicated, a phantom, or altered. Where another check tells
 * of what stands on one side only, this one is silent about it.
 */
enum Comparison {
    /**
     * Requests known as accepted, and the orders, receipts and dead letters under their ids. Others may write to the inputs too; what
     * stands there is an order, and TRACED says whether it is that one.
     */
    ANSWERED(Invariant.I1, Invariant.I4, null, null),
    /** Ids of input records, and of what says that it stems from their coordinates. */
    TRACED(null, null, null, Invariant.I2),
    /** The movements and the notification that an order owes, and those published. */
    OWED(Invariant.I5, Invariant.I4, Invariant.I5, Invariant.I5),
    /** A transaction's records on its first topic and on another, each as often as the other must have. */
    TRANSACTED(Invariant.I5, Invariant.I5, Invariant.I5, Invariant.I5),
    /** What decisions say, and what the rows of {@code decision} hold. */
    DECIDED(Invariant.I10, null, Invariant.I10, Invariant.I10),
    /** What movements say, and what the rows of {@code decision} hold of them. */
    MOVED(Invariant.I10, null, null, Invariant.I10),
    /** What intake wrote down, and the records that were decided. */
    RECORDED(null, null, null, Invariant.I2),
    /** Where events stand that were published, and where those stood that were applied or met again. */
    APPLIED(Invariant.I11, Invariant.I10, Invariant.I10, Invariant.I9),
    /** What published events say, and what their effects say. */
    EFFECTIVE(null, null, null, Invariant.I10),
    /** The balance that a movement starts from, and the one that the movement before it left. */
    CHAINED(null, null, null, Invariant.I10);

    private final Invariant lost;
    private final Invariant duplicated;
    private final Invariant phantom;
    private final Invariant altered;

    Comparison(Invariant lost, Invariant duplicated, Invariant phantom, Invariant altered) {
        this.lost = lost;
        this.duplicated = duplicated;
        this.phantom = phantom;
        this.altered = altered;
    }

    /**
     * Names what is wrong under one key.
     *
     * @param missing an element expected more often than found, null if none
     * @param surplus an element found more often than expected, null if none
     * @param matched whether some element stands on both sides
     * @param isForeign whether the surplus element is expected nowhere
     */
    Optional<Anomaly> judge(Element missing, Element surplus, boolean matched, boolean isForeign) {
        if (this == TRANSACTED) {
            var one = missing == null ? surplus : missing;
            return Optional.of(new Anomaly.Torn(Invariant.I5, one.subject(), one.where()));
        }
        // Applied from where it never stood, and met again where it does.
        if (this == APPLIED && matched && isForeign) {
            return Optional.of(altered(surplus));
        }
        if (missing != null && surplus != null) {
            return altered == null ? Optional.empty() : Optional.of(altered(surplus));
        }
        // Published once more, and remembered once.
        if (missing != null && matched && duplicated == null) {
            return Optional.empty();
        }
        if (missing != null) {
            return Optional.ofNullable(lost).map(named -> new Anomaly.Lost(named, missing.subject(), missing.where()));
        }
        return matched
                ? Optional.ofNullable(duplicated)
                        .map(named -> new Anomaly.Duplicated(named, surplus.subject(), surplus.where()))
                : Optional.ofNullable(phantom)
                        .map(named -> new Anomaly.Phantom(named, surplus.subject(), surplus.where()));
    }

    private Anomaly altered(Element surplus) {
        return switch (this) {
            case TRACED -> new Anomaly.Phantom(altered, surplus.subject(), surplus.where());
            case APPLIED -> new Anomaly.UncommittedRead(altered, surplus.subject(), surplus.where());
            case CHAINED -> new Anomaly.StockMismatch(altered, surplus.subject(), surplus.where());
            default -> new Anomaly.Altered(altered, surplus.subject(), surplus.where());
        };
    }

    /**
     * What a rescan remembers of one side.
     *
     * @param key what belongs together
     * @param subject what an anomaly would name
     * @param judged false if it only explains what else stands under the key
     */
    record Element(String key, String subject, String where, boolean judged) {
        Element(String key, String subject, String where) {
            this(key, subject, where, true);
        }

        /** A published event, under its id. */
        static Element of(Published.Told told) {
            var id = told.event().id().toString();
            return new Element(id, id, told.at().toString());
        }
    }
}
