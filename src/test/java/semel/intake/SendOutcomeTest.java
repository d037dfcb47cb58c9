package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.smallrye.mutiny.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendOutcomeTest {
    @ParameterizedTest
    @MethodSource
    void aRecordThatWasCertainlyNotWrittenIsRefused(Throwable cause, SendRefusal why) {
        assertThat(SendOutcome.failed(cause)).isEqualTo(new SendOutcome.NotWritten(why, cause));
    }

    static Stream<Arguments> aRecordThatWasCertainlyNotWrittenIsRefused() {
        return Stream.of(
                arguments(new RecordTooLargeException("x"), SendRefusal.TOO_LARGE),
                arguments(new RecordBatchTooLargeException("x"), SendRefusal.TOO_LARGE),
                arguments(new TopicAuthorizationException("x"), SendRefusal.NOT_AUTHORIZED),
                arguments(new ClusterAuthorizationException("x"), SendRefusal.NOT_AUTHORIZED),
                arguments(new SerializationException("x"), SendRefusal.OTHER),
                arguments(new InvalidTopicException("x"), SendRefusal.OTHER));
    }

    @ParameterizedTest
    @MethodSource
    void anyOtherFailureIsUnknown(Throwable cause) {
        assertThat(SendOutcome.failed(cause)).isEqualTo(new SendOutcome.Unknown(cause));
    }

    static Stream<Throwable> anyOtherFailureIsUnknown() {
        return Stream.of(
                new TimeoutException(),
                new org.apache.kafka.common.errors.TimeoutException("x"),
                new BufferExhaustedException("x"),
                new DisconnectException(),
                new NotEnoughReplicasAfterAppendException("x"),
                new OutOfOrderSequenceException("x"),
                new IllegalStateException("x"));
    }
}
