package semel.intake;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** Why a record is refused before it is written, by the producer or by the broker. */
enum SendRefusal {
    TOO_LARGE(List.of(RecordTooLargeException.class, RecordBatchTooLargeException.class)),
    NOT_AUTHORIZED(List.of(AuthorizationException.class)),
    OTHER(List.of(SerializationException.class, InvalidTopicException.class));

    private final List<Class<? extends Throwable>> causes;

    SendRefusal(List<Class<? extends Throwable>> causes) {
        this.causes = causes;
    }

    /** @return empty if the record may have been written, or may still be */
    static Optional<SendRefusal> of(Throwable cause) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.causes.stream().anyMatch(type -> type.isInstance(cause)))
                .findFirst();
    }

    /** The name in answers and metrics. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
