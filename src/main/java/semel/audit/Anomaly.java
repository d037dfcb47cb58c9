package semel.audit;

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

    /** It should stand there, and does not. */
    record Lost(Invariant invariant, String subject, String where) implements Anomaly {}

    /** It stands there once more than it should. */
    record Duplicated(Invariant invariant, String subject, String where) implements Anomaly {}

    /** Nothing gives rise to it. */
    record Phantom(Invariant invariant, String subject, String where) implements Anomaly {}

    /** It stands there with another content. */
    record Altered(Invariant invariant, String subject, String where) implements Anomaly {}

    /** A transaction is complete on one topic and not on another. */
    record Torn(Invariant invariant, String subject, String where) implements Anomaly {}

    /** It stands behind an event of a later source. */
    record OutOfOrder(Invariant invariant, String subject, String where) implements Anomaly {}

    /** An input record is committed, and neither published nor suppressed nor a dead letter. */
    record Uncovered(Invariant invariant, String subject, String where) implements Anomaly {}

    /** Committed offsets and the database's progress cannot both be right. */
    record OffsetsContradict(Invariant invariant, String subject, String where) implements Anomaly {}

    /** A partition holds an open transaction although everything is at rest. */
    record OpenTransaction(Invariant invariant, String subject, String where) implements Anomaly {}

    /** An event was applied from coordinates at which no committed record of it stands. */
    record UncommittedRead(Invariant invariant, String subject, String where) implements Anomaly {}

    /** A product's movements contradict each other, the stock applied, or the stock decided. */
    record StockMismatch(Invariant invariant, String subject, String where) implements Anomaly {}

    /** An idempotency key stands for two orders, or for two bodies. */
    record KeyConflict(Invariant invariant, String subject, String where) implements Anomaly {}

    /** Not all before the cut is through: rather no verdict than a bad one. */
    record Behind(Invariant invariant, String subject, String where) implements Anomaly {}
}
