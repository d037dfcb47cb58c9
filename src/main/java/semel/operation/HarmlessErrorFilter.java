package semel.operation;

import io.netty.handler.codec.http2.Http2Exception;
import io.quarkus.logging.LoggingFilter;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Drops errors of the framework that need no action: a client leaves a stream while data is sent to it, as streams usually end; and the
 * rollback of a statement that fails after the stop has closed its connection, because the server then rolls it back.
 */
@LoggingFilter(name = "harmless-errors")
public final class HarmlessErrorFilter implements Filter {
    private static final String STREAMS = "org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler";
    private static final String CONNECTIONS = "org.hibernate.reactive.pool.impl.SqlClientConnection";

    /** Quarkus appends to it after the stop. */
    private static final String ROLLBACK = "Failed to rollback transaction: %s";

    /** Only this process closes its connections so; one that the server ends has another status. */
    private static final String CLOSED_HERE = "Connection is not active now, current status: CLOSING";

    @Override
    public boolean isLoggable(LogRecord entry) {
        return switch (String.valueOf(entry.getLoggerName())) {
            case STREAMS -> !isConnectionFailure(entry.getThrown());
            case CONNECTIONS -> !isRollbackAfterTheStop(entry);
            default -> true;
        };
    }

    private static boolean isRollbackAfterTheStop(LogRecord entry) {
        return String.valueOf(entry.getMessage()).startsWith(ROLLBACK)
                && Arrays.equals(entry.getParameters(), new Object[] {CLOSED_HERE});
    }

    private static boolean isConnectionFailure(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof Http2Exception;
    }
}
