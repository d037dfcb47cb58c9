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
    UNAUTHENTICATED(401, "This request needs a valid bearer token"),
    FORBIDDEN(403, "The token's roles do not allow this"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "Answers come as application/json"),
    GONE(410, "It was here and is no longer"),
    BODY_TOO_LARGE(413, "The body has too many bytes"),
    RECORD_TOO_LARGE(413, "It is larger than a record may be at the broker"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is of a type that is not taken here: application/json is"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key stands for another request"),
    INTERNAL(500, "Something went wrong here"),
    TRANSFER_ENCODING_UNKNOWN(501, "The body must come with a length, or in chunks and in no other encoding"),
    NOT_ACKNOWLEDGED(
            503, "It is not known to be received: send it again, under the same idempotency key if it has one"),
    UNAVAILABLE(503, "The answer is unavailable now: ask again"),
    BROKER_REFUSES(503, "The broker refuses it until an operator has changed a setting"),
    OVERLOADED(503, "As much is posted here at once as there is room for: nothing of it was received"),
    TOO_MANY_STREAMS(503, "As many streams are open here as may be"),
    STOPPING(503, "This replica is being stopped: nothing of the request was received");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** A reference relative to the service's {@link Root}, such as {@code /problems/invalid-body}. */
    URI uri() {
        return URI.create("/problems/" + slug());
    }

    /** Its last part. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type whose reference ends so. */
    static Optional<ProblemType> named(String slug) {
        return Arrays.stream(values()).filter(type -> type.slug().equals(slug)).findAny();
    }

    public int status() {
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
