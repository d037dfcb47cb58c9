package semel.intake;

import java.util.Set;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** What became of a send. Unknown is not failed: the record may stand in the topic, or may come to. */
sealed interface Sent {
    record Acknowledged() implements Sent {}

    /** Certainly not written, and a retry would end the same way until somebody changes the configuration. */
    record Refused(Throwable cause) implements Sent {}

    record Unknown(Throwable cause) implements Sent {}

    /** Thrown before the record reaches a buffer, or by a broker that checks before it writes. */
    Set<Class<? extends Throwable>> REFUSALS = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            SerializationException.class,
            InvalidTopicException.class);

    static Sent failed(Throwable cause) {
        var refused = cause instanceof AuthorizationException
                || REFUSALS.stream().anyMatch(refusal -> refusal.isInstance(cause));
        return refused ? new Refused(cause) : new Unknown(cause);
    }
}
