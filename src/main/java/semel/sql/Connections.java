package semel.sql;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the pool, of connections that end themselves. One whose other end is gone without a word is never given back by whoever
 * waits on it, and enough of them would leave the pool empty for good.
 */
@Singleton
class Connections implements PgPoolCreator {
    private final SqlSettings settings;

    Connections(SqlSettings settings) {
        this.settings = settings;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setReadIdleTimeout((int) settings.silence().toMillis()));
        return PgBuilder.pool()
                .using(input.vertx())
                .with(input.poolOptions())
                .connectingTo(List.copyOf(input.pgConnectOptionsList()))
                .build();
    }
}
