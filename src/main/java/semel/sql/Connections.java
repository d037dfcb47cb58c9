package semel.sql;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.Utils;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Creates the pool of checked sessions. A connection is closed if the server sends nothing for {@link SqlConfig#silence}. Otherwise,
 * if a server vanishes without a FIN, users never return their connections, and the pool runs out of them.
 */
@Singleton
class Connections implements PgPoolCreator {
    /** A startup parameter that poolers refuse. It formats numbers sent as text, and here they are sent in binary. */
    private static final String REFUSED_BY_POOLERS = "extra_float_digits";

    /** In characters. Longer statements are parsed and planned at each execution; ours are longer than the default, 2,048. */
    static final int LONGEST_PREPARED = 16_384;

    private final SqlConfig settings;
    private final SessionGuarantees guarantees;
    private final CompletableFuture<Sessions> poolSessions = new CompletableFuture<>();

    Connections(SqlConfig settings, SessionGuarantees guarantees) {
        this.settings = settings;
        this.guarantees = guarantees;
    }

    @Override
    @SuppressWarnings("deprecation") // its replacement chooses addresses only, and cannot check a session
    public Pool create(Input input) {
        var addresses = List.copyOf(input.pgConnectOptionsList());
        addresses.forEach(this::prepare);
        var factory = new PgConnectionFactory((VertxInternal) input.vertx(), Utils.roundRobinSupplier(addresses));
        ((VertxInternal) input.vertx()).addCloseHook(factory);
        var sessions = new Sessions(factory, addresses.size(), guarantees);
        poolSessions.complete(sessions);
        return PgBuilder.pool()
                .using(input.vertx())
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(addresses))
                .build()
                .connectionProvider(sessions::open);
    }

    /** Opens a session outside the pool, checked like the pool's. */
    Future<SqlConnection> openOwn(Context context) {
        return Future.fromCompletionStage(poolSessions, context).compose(sessions -> sessions.open(context));
    }

    private void prepare(PgConnectOptions options) {
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout((int) settings.silence().toMillis());
        options.setPreparedStatementCacheSqlLimit(LONGEST_PREPARED);
        options.getProperties().remove(REFUSED_BY_POOLERS);
    }
}
