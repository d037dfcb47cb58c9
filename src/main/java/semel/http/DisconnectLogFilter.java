package semel.http;

import io.netty.handler.codec.http2.Http2Exception;
import io.quarkus.logging.LoggingFilter;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out of the console what the framework logs as an error where a client left a stream while something was sent to it: that is
 * how streams end.
 */
@LoggingFilter(name = "departed")
public final class DisconnectLogFilter implements Filter {
    private static final String STREAMS = "org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler";

    @Override
    public boolean isLoggable(LogRecord said) {
        return !(STREAMS.equals(said.getLoggerName()) && isOfTheConnection(said.getThrown()));
    }

    private static boolean isOfTheConnection(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof Http2Exception;
    }
}
