package semel.problem;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of problems that clients can get. Their URIs are part of the contract and never change. */
public enum ProblemType {
    INVALID_REQUEST(400, "The request is malformed"),
    INVALID_BODY(400, "The body is invalid"),
    INVALID_PARAMETER(400, "A parameter is invalid"),
    IDEMPOTENCY_KEY_INVALID(400, "The idempotency key must be 1 to 255 printable ASCII characters"),
    IDEMPOTENCY_KEY_REQUIRED(400, "This request needs an idempotency key"),
    UNAUTHENTICATED(401, "This request needs a valid bearer token"),
    FORBIDDEN(403, "The token's roles do not allow this"),
    NOT_FOUND(404, "The resource does not exist"),
    METHOD_NOT_ALLOWED(405, "The path does not support this method"),
    NOT_ACCEPTABLE(406, "The Accept header excludes every available media type"),
    GONE(410, "The record is no longer in its topic"),
    BODY_TOO_LARGE(413, "The body is too large"),
    RECORD_TOO_LARGE(413, "The record is too large for its topic"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's media type or encoding is not supported"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    INTERNAL(500, "Internal error"),
    TRANSFER_ENCODING_UNKNOWN(501, "The body must have a Content-Length or be chunked"),
    NOT_ACKNOWLEDGED(
            503, "The outcome is unknown: send the request again, with the same idempotency key if it has one"),
    UNAVAILABLE(503, "Temporarily unavailable: try again"),
    BROKER_REFUSES(503, "The broker refuses the record until an operator changes a setting"),
    OVERLOADED(503, "Overloaded: nothing was received"),
    TOO_MANY_STREAMS(503, "Too many streams are open on this replica"),
    STOPPING(503, "This replica is stopping: nothing was received");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** A reference relative to the service's {@link ApplicationRoot}, such as {@code /problems/invalid-body}. */
    URI uri() {
        return URI.create("/problems/" + slug());
    }

    /** The last part of the URI. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type whose URI ends with this slug; empty if there is none. */
    static Optional<ProblemType> named(String slug) {
        return Arrays.stream(values()).filter(type -> type.slug().equals(slug)).findAny();
    }

    public int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** The type with this status; empty if there is none or more than one. */
    static Optional<ProblemType> of(int status) {
        var types =
                Arrays.stream(values()).filter(type -> type.status == status).toList();
        return types.size() == 1 ? Optional.of(types.get(0)) : Optional.empty();
    }
}
