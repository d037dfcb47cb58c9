package semel.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.hibernate.exception.GenericJDBCException;
import org.hibernate.exception.JDBCConnectionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnavailableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "53100", "53300", "57014", "57P01", "57P03", "25006", "55P03", "40001", "40P01",
                "28P01"
            })
    void aTemporaryServerStateIsUnavailable(String state) {
        assertThat(Unavailable.says(new PgException("m", "FATAL", state, null))).isTrue();
        assertThat(Unavailable.says(
                        new CompletionException(new GenericJDBCException("m", new SQLException("m", state), "select"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "22P02", "23505", "42601", "XX000"})
    void aWrongStatementIsNotUnavailable(String state) {
        assertThat(Unavailable.says(new PgException("m", "ERROR", state, null))).isFalse();
        assertThat(Unavailable.says(new GenericJDBCException("m", new SQLException("m", state), "select")))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void aLostConnectionIsUnavailable(Throwable failure) {
        assertThat(Unavailable.says(failure)).isTrue();
        assertThat(Unavailable.says(new CompletionException(failure))).isTrue();
    }

    static Stream<Throwable> aLostConnectionIsUnavailable() {
        return Stream.of(
                new ConnectException("refused"),
                new ClosedChannelException(),
                new NoStackTraceThrowable("Connection is not active now, current status: CLOSED"),
                new NoStackTraceThrowable("Timeout"),
                new VertxException("Connection was closed"),
                new TimeoutException(),
                new JDBCConnectionException("m", new SQLException("m", "08006"), "select"));
    }

    @ParameterizedTest
    @MethodSource
    void aProgrammingErrorIsNotUnavailable(Throwable failure) {
        assertThat(Unavailable.says(failure)).isFalse();
    }

    static Stream<Throwable> aProgrammingErrorIsNotUnavailable() {
        var circle = new IllegalStateException("one");
        circle.initCause(new IllegalStateException("other", circle));
        return Stream.of(
                new IllegalStateException("m"),
                new SQLException("without a state"),
                new NullPointerException(),
                new AssertionError(),
                circle);
    }
}
