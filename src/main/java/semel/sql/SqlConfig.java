package semel.sql;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The connections to PostgreSQL. The limits of a session are set after connecting and read back. */
@ConfigMapping(prefix = "semel.sql")
interface SqlConfig {
    /**
     * How long the server may send nothing over a connection before the connection is closed. It must be longer than any
     * statement: raise it if a query of the audit takes longer.
     */
    @WithDefault("75s")
    Duration silence();

    /** How long the database may take to answer a probe: the readiness check, and the start of an audit. */
    @WithDefault("5s")
    Duration answer();

    /** How long a statement may wait for a lock. Set in each session as {@code lock_timeout}. */
    @WithDefault("5s")
    Duration lockTimeout();

    /** How long a statement may take. Set in each session as {@code statement_timeout}. */
    @WithDefault("10s")
    Duration statementTimeout();

    /**
     * How long a transaction may wait for the next statement of its replica, because a frozen replica holds locks on the stock. Set
     * in each session as {@code idle_in_transaction_session_timeout}.
     */
    @WithDefault("5s")
    Duration idleInTransactionSessionTimeout();

    /** How long a transaction may take. Set in each session as {@code transaction_timeout}; PostgreSQL 17 or newer has it. */
    @WithDefault("15s")
    Duration transactionTimeout();

    /** Whether a server with {@code fsync=off} is refused: a crash of its machine may lose acknowledged orders. */
    @WithDefault("true")
    boolean requireFsync();
}
