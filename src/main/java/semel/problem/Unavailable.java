package semel.problem;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;

/** Distinguishes an unavailable database or broker, where a retry may help, from any other failure. */
final class Unavailable {
    /**
     * SQLSTATE classes: connection exception, invalid authorization, invalid catalog name, transaction rollback, insufficient
     * resources, operator intervention (as when a slow statement is cancelled), system error.
     */
    private static final Set<String> CLASSES = Set.of("08", "28", "3D", "40", "53", "57", "58");

    /**
     * SQLSTATEs: lock_not_available, read_only_sql_transaction, in_failed_sql_transaction, the timeouts of idle and of long transactions,
     * and two that occur if a connection pooler mixes up prepared statements.
     */
    private static final Set<String> STATES = Set.of("55P03", "25006", "25P02", "25P03", "25P04", "26000", "42P05");

    private static final int MAX_CAUSES = 20;

    private Unavailable() {}

    /** Whether the failure, or a cause that it wraps, shows that the database or the broker is unavailable. */
    static boolean says(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .anyMatch(Unavailable::isUnavailable);
    }

    private static boolean isUnavailable(Throwable cause) {
        if (cause instanceof DatabaseException refusal) {
            return isTemporary(refusal.getSqlState());
        }
        if (cause instanceof SQLException refusal) {
            return isTemporary(refusal.getSQLState());
        }
        return cause instanceof TimeoutException
                || cause instanceof RetriableException // of a Kafka client
                || cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof ClosedChannelException
                || cause instanceof ClosedConnectionException
                // The Vert.x SQL client has no type of its own for a closed connection, or for a long wait for one.
                || cause instanceof NoStackTraceThrowable
                || cause instanceof VertxException;
    }

    private static boolean isTemporary(String state) {
        return state != null
                && (STATES.contains(state) || state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
