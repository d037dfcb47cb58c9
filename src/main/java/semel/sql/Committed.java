package semel.sql;

/**
 * A CDI event: a transaction that wrote to the tables is committed. An event may be lost, and there may be more events than
 * transactions.
 *
 * @param isHere whether this replica committed it; {@link CommitChannel} then notifies the others
 */
public record Committed(boolean isHere) {}
