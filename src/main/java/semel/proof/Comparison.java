package semel.proof;

import static semel.audit.FindingType.I10_ALTERED;
import static semel.audit.FindingType.I10_DUPLICATED;
import static semel.audit.FindingType.I10_LOST;
import static semel.audit.FindingType.I10_PHANTOM;
import static semel.audit.FindingType.I10_STOCK_OFF;
import static semel.audit.FindingType.I11_LOST;
import static semel.audit.FindingType.I1_LOST;
import static semel.audit.FindingType.I2_ALTERED;
import static semel.audit.FindingType.I2_PHANTOM;
import static semel.audit.FindingType.I4_DUPLICATED;
import static semel.audit.FindingType.I5_ALTERED;
import static semel.audit.FindingType.I5_LOST;
import static semel.audit.FindingType.I5_PHANTOM;
import static semel.audit.FindingType.I5_TORN_TRANSACTION;
import static semel.audit.FindingType.I9_UNCOMMITTED_READ;

import java.util.Optional;
import semel.audit.Finding;
import semel.audit.FindingType;

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
    ANSWERED(I1_LOST, I4_DUPLICATED, null, null),
    /** Ids of input records, and of what says that it stems from their coordinates. */
    TRACED(null, null, null, I2_PHANTOM),
    /** The movements and the notification that an order owes, and those published. */
    OWED(I5_LOST, I4_DUPLICATED, I5_PHANTOM, I5_ALTERED),
    /** A transaction's records on its first topic and on another, each as often as the other must have. */
    TRANSACTED(I5_TORN_TRANSACTION, I5_TORN_TRANSACTION, I5_TORN_TRANSACTION, I5_TORN_TRANSACTION),
    /** What decisions say, and what the rows of {@code decision} hold. */
    DECIDED(I10_LOST, null, I10_PHANTOM, I10_ALTERED),
    /** What movements say, and what the rows of {@code decision} hold of them. */
    MOVED(I10_LOST, null, null, I10_ALTERED),
    /** What intake wrote down, and the records that were decided. */
    RECORDED(null, null, null, I2_ALTERED),
    /** Where events stand that were published, and where those stood that were applied or met again. */
    APPLIED(I11_LOST, I10_DUPLICATED, I10_PHANTOM, I9_UNCOMMITTED_READ),
    /** What published events say, and what their effects say. */
    EFFECTIVE(null, null, null, I10_ALTERED),
    /** The balance that a movement starts from, and the one that the movement before it left. */
    CHAINED(null, null, null, I10_STOCK_OFF);

    private final FindingType lost;
    private final FindingType duplicated;
    private final FindingType phantom;
    private final FindingType altered;

    Comparison(FindingType lost, FindingType duplicated, FindingType phantom, FindingType altered) {
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
    Optional<Finding> judge(Element missing, Element surplus, boolean matched, boolean isForeign) {
        if (this == TRANSACTED) {
            return name(lost, missing == null ? surplus : missing);
        }
        // Applied from where it never stood, and met again where it does.
        if (this == APPLIED && matched && isForeign) {
            return name(altered, surplus);
        }
        if (missing != null && surplus != null) {
            return name(altered, surplus);
        }
        // Published once more, and remembered once.
        if (missing != null && matched && duplicated == null) {
            return Optional.empty();
        }
        return missing != null ? name(lost, missing) : name(matched ? duplicated : phantom, surplus);
    }

    private static Optional<Finding> name(FindingType type, Element element) {
        return Optional.ofNullable(type).map(named -> new Finding(named, element.subject(), element.where()));
    }

    /**
     * What a rescan remembers of one side.
     *
     * @param key what belongs together
     * @param subject what an finding would name
     * @param judged false if it only explains what else stands under the key
     */
    record Element(String key, String subject, String where, boolean judged) {
        Element(String key, String subject, String where) {
            this(key, subject, where, true);
        }

        /** A published event, under its id. */
        static Element of(OutputRecord.PublishedEvent told) {
            var id = told.event().id().toString();
            return new Element(id, id, told.at().toString());
        }
    }
}
