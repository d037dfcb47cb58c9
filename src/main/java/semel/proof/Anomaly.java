package semel.proof;

import semel.audit.Invariant;

/**
 * One thing in a {@link History} that exactly-once excludes. A {@link Finding} is what the online look says of the tables; an
 * anomaly is what the full proof says of everything.
 */
public sealed interface Anomaly {
    Invariant invariant();

    /** The id of an order, receipt or event; where there is none, coordinates, a product, a transaction, a key. */
    String subject();

    /** Where to look: coordinates, or a table. */
    String where();

    /** Whether it says only that not everything before the cut is decided, published and applied yet. */
    default boolean isPending() {
        return this instanceof Behind || this instanceof OpenTransaction;
    }

    /** It is missing. */
    record Lost(Invariant invariant, String subject, String where) implements Anomaly {}

    /** It is there more often than it must be. */
    record Duplicated(Invariant invariant, String subject, String where) implements Anomaly {}

    /** It is there, and nothing caused it. */
    record Phantom(Invariant invariant, String subject, String where) implements Anomaly {}

    /** It is there with another content. */
    record Altered(Invariant invariant, String subject, String where) implements Anomaly {}

    /** The records of one transaction are complete in one topic and not in another. */
    record Torn(Invariant invariant, String subject, String where) implements Anomaly {}

    /** It stands after an event of a later input record, or in another partition than the other events of its product. */
    record OutOfOrder(Invariant invariant, String subject, String where) implements Anomaly {}

    /** The offset of an input record is committed, and the record is neither published nor suppressed nor a dead letter. */
    record Uncovered(Invariant invariant, String subject, String where) implements Anomaly {}

    /** The committed offset of an input partition and the progress in the database contradict each other. */
    record OffsetsContradict(Invariant invariant, String subject, String where) implements Anomaly {}

    /** A transaction is open: it keeps the pipeline from what was accepted, or readers from what was published. */
    record OpenTransaction(Invariant invariant, String subject, String where) implements Anomaly {}

    /** An event was applied from coordinates where no committed record of it stands. */
    record UncommittedRead(Invariant invariant, String subject, String where) implements Anomaly {}

    /** The movements of a product contradict each other, its applied stock, or its decided stock. */
    record StockMismatch(Invariant invariant, String subject, String where) implements Anomaly {}

    /** An idempotency key stands for two orders, or for two bodies. */
    record KeyConflict(Invariant invariant, String subject, String where) implements Anomaly {}

    /** Something before the cut is not yet decided, published or applied. */
    record Behind(Invariant invariant, String subject, String where) implements Anomaly {}
}
