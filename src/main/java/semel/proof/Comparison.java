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
 * Lists the comparisons of two multisets that must be equal, expected and found. An element is a hash of everything that must agree. A key
 * groups elements: under one key an element is lost, duplicated, a phantom, or altered. A null type means that another check reports it.
 */
enum Comparison {
    /**
     * Accepted requests, and the orders, receipts and dead letters with their ids. Other programs may write to the inputs too; TRACED
     * checks whether an order belongs to its input record.
     */
    ANSWERED(I1_LOST, I4_DUPLICATED, null, null),
    /** Ids of input records, and ids of the outputs and rows that name these records as their source. */
    TRACED(null, null, null, I2_PHANTOM),
    /** The movements and the notification that an order requires, and those published. */
    OWED(I5_LOST, I4_DUPLICATED, I5_PHANTOM, I5_ALTERED),
    /** A transaction's records on its first topic and on another, each weighted by the other's expected number. */
    TRANSACTED(I5_TORN_TRANSACTION, I5_TORN_TRANSACTION, I5_TORN_TRANSACTION, I5_TORN_TRANSACTION),
    /** Published decisions, and the rows of {@code decision}. */
    DECIDED(I10_LOST, null, I10_PHANTOM, I10_ALTERED),
    /** Published movements, and the movements in the rows of {@code decision}. */
    MOVED(I10_LOST, null, null, I10_ALTERED),
    /** The rows of {@code received}, and the records that were decided; for deleted records, the orders in the tables. */
    RECORDED(null, null, null, I2_ALTERED),
    /** Coordinates of published events, and coordinates from which events were applied or seen again. */
    APPLIED(I11_LOST, I10_DUPLICATED, I10_PHANTOM, I9_UNCOMMITTED_READ),
    /** Contents of published events, and contents of their effects. */
    EFFECTIVE(null, null, null, I10_ALTERED),
    /** The balance before a movement, and the balance after the previous movement. */
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
     * Finds what is wrong under one key.
     *
     * @param missing an element expected more often than found, null if none
     * @param surplus an element found more often than expected, null if none
     * @param matched whether some element is on both sides
     * @param isForeign whether the surplus element is not expected at all
     */
    Optional<Finding> judge(Element missing, Element surplus, boolean matched, boolean isForeign) {
        if (this == TRANSACTED) {
            return name(lost, missing == null ? surplus : missing);
        }
        // Applied from coordinates without the event, and seen again at its real ones.
        if (this == APPLIED && matched && isForeign) {
            return name(altered, surplus);
        }
        if (missing != null && surplus != null) {
            return name(altered, surplus);
        }
        // Published twice, but stored once.
        if (missing != null && matched && duplicated == null) {
            return Optional.empty();
        }
        return missing != null ? name(lost, missing) : name(matched ? duplicated : phantom, surplus);
    }

    private static Optional<Finding> name(FindingType type, Element element) {
        return Optional.ofNullable(type).map(named -> new Finding(named, element.subject(), element.where()));
    }

    /**
     * What the second reading holds of an element.
     *
     * @param key groups elements
     * @param subject the key of its finding
     * @param judged false if it only explains other elements of the key
     */
    record Element(String key, String subject, String where, boolean judged) {
        Element(String key, String subject, String where) {
            this(key, subject, where, true);
        }

        /** A published event, with its id as key. */
        static Element of(OutputRecord.PublishedEvent told) {
            var id = told.event().id().toString();
            return new Element(id, id, told.at().toString());
        }
    }
}
