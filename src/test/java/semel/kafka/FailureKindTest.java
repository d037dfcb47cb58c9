package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureKindTest {
    @ParameterizedTest
    @CsvSource({
        "22003, DEFECT", // numeric value out of range
        "23505, DEFECT", // unique violation
        "23514, DEFECT", // check violation
        "42601, DEFECT", // syntax error
        "42P01, DEFECT", // undefined table
        "25006, OUTAGE", // read-only: a failover
        "40001, OUTAGE",
        "40P01, OUTAGE",
        "53300, OUTAGE", // too many connections
        "55P03, OUTAGE", // lock not available
        "57014, OUTAGE", // cancelled
        "57P03, OUTAGE", // cannot connect now
        "08006, OUTAGE"
    })
    void theSqlStateOfTheDatabaseDecides(String state, FailureKind kind) {
        assertThat(FailureKind.of(new PgException("x", "ERROR", state, "detail")))
                .isEqualTo(kind);
        assertThat(FailureKind.of(new CompletionException(new SQLException("x", state))))
                .isEqualTo(kind);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new TimeoutException(), FailureKind.OUTAGE),
                Arguments.of(new ConnectException(), FailureKind.OUTAGE),
                Arguments.of(new KafkaException("fenced"), FailureKind.OUTAGE),
                Arguments.of(new TopicAuthorizationException("orders"), FailureKind.OUTAGE),
                Arguments.of(new RuntimeException("of a library"), FailureKind.OUTAGE),
                Arguments.of(new SQLException("without a code"), FailureKind.OUTAGE),
                Arguments.of(new KafkaException(new RecordTooLargeException()), FailureKind.DEFECT),
                Arguments.of(new NullPointerException(), FailureKind.DEFECT),
                Arguments.of(new CompletionException(new ClassCastException()), FailureKind.DEFECT),
                Arguments.of(new NumberFormatException(), FailureKind.DEFECT),
                Arguments.of(new AssertionError(), FailureKind.ERROR),
                Arguments.of(new RuntimeException(new NoClassDefFoundError()), FailureKind.ERROR),
                Arguments.of(new IllegalStateException(new OutOfMemoryError()), FailureKind.ERROR),
                Arguments.of(new StackOverflowError(), FailureKind.ERROR));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theWorstCauseOfAFailureDecides(Throwable failure, FailureKind kind) {
        assertThat(FailureKind.of(failure)).isEqualTo(kind);
    }

    @Test
    void onlyAJvmThatIsBrokenOrOutOfMemoryIsBeyondRepair() {
        assertThat(Stream.of(
                        new OutOfMemoryError(),
                        new InternalError(),
                        new RuntimeException(new CompletionException(new OutOfMemoryError()))))
                .allMatch(FailureKind::isBeyondRepair);
        assertThat(Stream.of(new StackOverflowError(), new NoClassDefFoundError(), new RuntimeException()))
                .noneMatch(FailureKind::isBeyondRepair);
    }

    @Test
    void theNameHasTheInnermostCauseAndTheSqlStateButNoMessage() {
        var violation = new PgException("c-42 ordered", "ERROR", "23505", "Key (id)=(secret)");

        assertThat(FailureKind.nameOf(new RuntimeException("secret", violation)))
                .isEqualTo("io.vertx.pgclient.PgException (SQLSTATE 23505)");
    }

    @Test
    void aCircleOfCausesIsVisitedOnlyOnce() {
        var first = new RuntimeException();
        var second = new RuntimeException(first);
        first.initCause(second);

        assertThat(FailureKind.of(first)).isEqualTo(FailureKind.OUTAGE);
    }
}
