package semel.sql;

/**
 * An event (CDI) for those who wait for something new in the tables: a transaction that wrote it is committed. It may be missing,
 * and there may be more of them than transactions.
 *
 * @param isHere whether this replica wrote it; the others hear of it
 */
public record Committed(boolean isHere) {}
