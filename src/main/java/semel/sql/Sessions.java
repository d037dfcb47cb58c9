package semel.sql;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.impl.PgConnectionImpl;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.util.HashMap;
import java.util.Map;

/** Opens the pool's connections, and closes one that violates {@link SessionGuarantees} before the pool gets it. */
final class Sessions {
    private final PgConnectionFactory factory;
    private final int addresses;
    private final SessionGuarantees guarantees;

    /** @param addresses how many addresses the factory connects to, in turn */
    Sessions(PgConnectionFactory factory, int addresses, SessionGuarantees guarantees) {
        this.factory = factory;
        this.addresses = addresses;
        this.guarantees = guarantees;
    }

    /**
     * Tries each address once.
     *
     * @return fails with the last one's failure
     */
    Future<SqlConnection> open(Context context) {
        return open((ContextInternal) context, addresses);
    }

    private Future<SqlConnection> open(ContextInternal context, int attempts) {
        return factory.connect(context)
                .compose(this::checked)
                .map(session -> evicting(context, session))
                .recover(failure -> attempts > 1 ? open(context, attempts - 1) : Future.failedFuture(failure));
    }

    private Future<SqlConnection> checked(SqlConnection session) {
        return session.query(guarantees.set())
                .execute()
                .map(rows -> rows.iterator().next().getString(0))
                .compose(backend -> session.query(SessionGuarantees.READ)
                        .execute()
                        .map(rows -> guarantees.violations(backend, settings(rows))))
                .compose(violations -> violations.isEmpty()
                        ? Future.succeededFuture(session)
                        : Future.failedFuture(new SessionRefused(String.join("; ", violations))))
                .onFailure(refused -> session.close());
    }

    /** @return values by name, from the rows of {@link SessionGuarantees#READ} */
    static Map<String, String> settings(RowSet<Row> rows) {
        var settings = new HashMap<String, String>();
        rows.forEach(
                row -> settings.put(row.getString(SessionGuarantees.NAME), row.getString(SessionGuarantees.VALUE)));
        return settings;
    }

    private SqlConnection evicting(ContextInternal context, SqlConnection session) {
        var evicting = new EvictedConnection(((SqlConnectionInternal) session).unwrap());
        var connection = new PgConnectionImpl(factory, context, evicting);
        evicting.init(connection); // the pool sets its own holder later
        return connection;
    }
}
