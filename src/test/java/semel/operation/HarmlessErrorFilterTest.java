package semel.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hibernate.reactive.pool.impl.SqlClientConnection;
import org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HarmlessErrorFilterTest {
    static Stream<Throwable> endsOfAConnection() {
        return Stream.of(
                new ClosedChannelException(),
                new HttpClosedException("closed"),
                new StreamResetException(8),
                Http2Exception.streamError(1, Http2Error.CANCEL, "closed"));
    }

    @ParameterizedTest
    @MethodSource("endsOfAConnection")
    void aClosedConnectionIsNotLogged(Throwable end) {
        assertThat(isLogged(PublisherResponseHandler.class, end)).isFalse();
        assertThat(isLogged(HarmlessErrorFilterTest.class, end)).isTrue();
    }

    @Test
    void otherFailuresAreLogged() {
        assertThat(isLogged(PublisherResponseHandler.class, new IllegalStateException()))
                .isTrue();
        assertThat(isLogged(PublisherResponseHandler.class, null)).isTrue();
    }

    /** {@code ShutdownIT} makes Hibernate Reactive write the first of these. */
    @Test
    void aRollbackOnAConnectionThatTheStopClosedIsNotLogged() {
        var reason = "Connection is not active now, current status: ";

        assertThat(isRollbackLogged(SqlClientConnection.class, reason + "CLOSING"))
                .isFalse();
        assertThat(isRollbackLogged(SqlClientConnection.class, reason + "CLOSED"))
                .isTrue();
        assertThat(isRollbackLogged(HarmlessErrorFilterTest.class, reason + "CLOSING"))
                .isTrue();
    }

    @Test
    void theConsoleUsesThisFilter() {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.log.console.filter", String.class))
                .isEqualTo("harmless-errors");
    }

    private static boolean isLogged(Class<?> logger, Throwable failure) {
        return isLogged(logger, "message", failure);
    }

    private static boolean isRollbackLogged(Class<?> logger, String reason) {
        return isLogged(logger, "Failed to rollback transaction: %s [Error Occurred After Shutdown]", null, reason);
    }

    private static boolean isLogged(Class<?> logger, String message, Throwable failure, Object... parameters) {
        var logRecord = new LogRecord(Level.SEVERE, message);
        logRecord.setParameters(parameters);
        logRecord.setLoggerName(logger.getName());
        logRecord.setThrown(failure);
        return new HarmlessErrorFilter().isLoggable(logRecord);
    }
}
