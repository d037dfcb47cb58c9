package semel.sql;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.TxCommand;
import io.vertx.sqlclient.spi.DatabaseMetadata;
import java.util.Set;

/**
 * Closes its connection once a statement has failed in a way that all later ones would. The pool keeps every open connection, however
 * often it fails: a session that was opened while a primary was read-only stays read-only. It is closed at the end of its transaction
 * and before the user sees the failure, so no other user gets it.
 */
final class EvictedConnection implements Connection, Connection.Holder {
    /** Classes of SQLSTATE: connection exception, operator intervention. */
    private static final Set<String> CLASSES = Set.of("08", "57");

    private static final String QUERY_CANCELED = "57014";

    /**
     * read_only_sql_transaction, in_failed_sql_transaction, both timeouts that end a session, invalid_sql_statement_name and
     * duplicate_prepared_statement (another client uses the session too), cached plan must not change result type.
     */
    private static final Set<String> STATES = Set.of("25006", "25P02", "25P03", "25P04", "26000", "42P05", "0A000");

    private final Connection connection;
    private final Promise<Void> closed = Promise.promise();
    private volatile Holder holder;
    private volatile boolean isBroken;
    private volatile boolean isInTransaction;

    EvictedConnection(Connection connection) {
        this.connection = connection;
    }

    static boolean breaks(Throwable failure) {
        return failure instanceof DatabaseException refusal && breaks(refusal.getSqlState());
    }

    /** @param state five characters, null where the server gave none */
    static boolean breaks(String state) {
        return state != null
                && (STATES.contains(state)
                        || state.length() == 5
                                && CLASSES.contains(state.substring(0, 2))
                                && !state.equals(QUERY_CANCELED));
    }

    @Override
    public <R> Future<R> schedule(ContextInternal context, CommandBase<R> command) {
        return connection.schedule(context, command).transform(outcome -> after(command, outcome));
    }

    private <R> Future<R> after(CommandBase<R> command, AsyncResult<R> outcome) {
        if (command instanceof TxCommand<?> step) {
            isInTransaction = step.kind == TxCommand.Kind.BEGIN && outcome.succeeded();
        }
        isBroken |= breaks(outcome.cause());
        Future<R> result =
                outcome.succeeded() ? Future.succeededFuture(outcome.result()) : Future.failedFuture(outcome.cause());
        return isBroken && !isInTransaction ? evicted().transform(gone -> result) : result;
    }

    private Future<Void> evicted() {
        connection.close(this, Promise.promise());
        return closed.future();
    }

    @Override
    public void init(Holder holder) {
        this.holder = holder;
        connection.init(this);
    }

    @Override
    public void handleClosed() {
        holder.handleClosed(); // removes it from the pool before the user continues
        closed.tryComplete();
    }

    @Override
    public void handleEvent(Object event) {
        holder.handleEvent(event);
    }

    @Override
    public void handleException(Throwable failure) {
        holder.handleException(failure);
    }

    @Override
    public void close(Holder holder, Promise<Void> promise) {
        connection.close(this, promise);
    }

    @Override
    public Connection unwrap() {
        return connection.unwrap();
    }

    @Override
    public boolean isIndeterminatePreparedStatementError(Throwable failure) {
        return connection.isIndeterminatePreparedStatementError(failure);
    }

    @Override
    public int pipeliningLimit() {
        return connection.pipeliningLimit();
    }

    @Override
    public TracingPolicy tracingPolicy() {
        return connection.tracingPolicy();
    }

    @Override
    public SocketAddress server() {
        return connection.server();
    }

    @Override
    public String system() {
        return connection.system();
    }

    @Override
    public String database() {
        return connection.database();
    }

    @Override
    public String user() {
        return connection.user();
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public ClientMetrics metrics() {
        return connection.metrics();
    }

    @Override
    public boolean isSsl() {
        return connection.isSsl();
    }

    @Override
    public boolean isValid() {
        return connection.isValid();
    }

    @Override
    public DatabaseMetadata getDatabaseMetaData() {
        return connection.getDatabaseMetaData();
    }

    @Override
    public int getProcessId() {
        return connection.getProcessId();
    }

    @Override
    public int getSecretKey() {
        return connection.getSecretKey();
    }
}
