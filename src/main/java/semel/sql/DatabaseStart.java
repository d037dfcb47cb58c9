package semel.sql;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/** Checks at start that two connections of the pool are two sessions, and that both hold their {@link SessionGuarantees}. */
@ApplicationScoped
class DatabaseStart {
    private static final Logger LOG = Logger.getLogger(DatabaseStart.class);

    private final Pool pool;

    DatabaseStart(Pool pool) {
        this.pool = pool;
    }

    // Before the topics are created.
    void atStart(@Observes @Priority(50) StartupEvent start) {
        try {
            var found = twoSessions().toCompletionStage().toCompletableFuture().get();
            if (!SessionGuarantees.boundsTransactions(found)) {
                LOG.warnf("transaction timeout not supported version=%s", found.get("server_version"));
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the database was checked", stopped);
        }
    }

    private Future<Map<String, String>> twoSessions() {
        return pool.withConnection(one -> pool.withConnection(other ->
                read(one).compose(first -> read(other).compose(second -> different(first, second)))));
    }

    private static Future<Map<String, String>> read(SqlConnection session) {
        return session.query(SessionGuarantees.READ).execute().map(Sessions::settings);
    }

    static Future<Map<String, String>> different(Map<String, String> first, Map<String, String> second) {
        return first.get(SessionGuarantees.BACKEND).equals(second.get(SessionGuarantees.BACKEND))
                ? Future.failedFuture(new SessionRefused(SessionGuarantees.SHARED))
                : Future.succeededFuture(first);
    }
}
