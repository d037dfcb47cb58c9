package semel.sql;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The connections to the database. Each session's limits are set after connecting and read back. */
@ConfigMapping(prefix = "semel.sql")
interface SqlSettings {
    /**
     * How long a connection may say nothing before it is closed; longer than any statement may take, the audit's
     * {@code semel.audit.reading} too.
     */
    @WithDefault("75s")
    Duration silence();

    /** How long the database may take to answer a probe: readiness, and the start of an audit. */
    @WithDefault("5s")
    Duration answer();

    /** How long a statement may wait for a lock ({@code lock_timeout}). */
    @WithDefault("5s")
    Duration lockTimeout();

    /** How long a statement may take ({@code statement_timeout}). */
    @WithDefault("10s")
    Duration statementTimeout();

    /** How long a transaction may wait for its replica ({@code idle_in_transaction_session_timeout}): a frozen one holds locks on stock. */
    @WithDefault("5s")
    Duration idleInTransactionSessionTimeout();

    /** How long a transaction may take ({@code transaction_timeout}, PostgreSQL 17 or newer). */
    @WithDefault("15s")
    Duration transactionTimeout();

    /** Whether a server that runs with {@code fsync=off} is refused: a crash of its machine may lose what was acknowledged. */
    @WithDefault("true")
    boolean requireFsync();
}
