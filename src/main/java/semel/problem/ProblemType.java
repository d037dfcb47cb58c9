package semel.problem;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of errors that a client may meet; their URIs are part of the contract and never change. */
public enum ProblemType {
    INVALID_BODY(400, "The body is not what it must be"),
    INVALID_PARAMETER(400, "A parameter is not what it must be"),
    IDEMPOTENCY_KEY_INVALID(400, "The idempotency key must be one of 1 to 255 printable ASCII characters"),
    IDEMPOTENCY_KEY_REQUIRED(400, "This request needs an idempotency key"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "Answers come as application/json"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be of type application/json"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key stands for another request"),
    INTERNAL(500, "Something went wrong here"),
    NOT_ACKNOWLEDGED(
            503, "It is not known to be received: send it again, under the same idempotency key if it has one"),
    TOO_MANY_STREAMS(503, "As many streams are open here as may be");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** A reference relative to the service, such as {@code /problems/invalid-body}. */
    URI uri() {
        return URI.create("/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** The only one of this status; where there are several none follows from the status. */
    static Optional<ProblemType> of(int status) {
        var types =
                Arrays.stream(values()).filter(type -> type.status == status).toList();
        return types.size() == 1 ? Optional.of(types.get(0)) : Optional.empty();
    }
}
