package semel.operation;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads the W3C Trace Context of a record, {@code traceparent} and {@code tracestate}. Outputs carry their input's context byte for byte,
 * even if tracing is off: a second emission must be identical, and tracing may be switched between two attempts.
 */
public final class TraceHeaders {
    public static final String PARENT = "traceparent";
    public static final String STATE = "tracestate";

    /** Today's version has 55 bytes; a later one may have more. */
    private static final int MAX_PARENT = 128;

    /** The length that the specification requires every system to propagate. */
    private static final int MAX_STATE = 512;

    private TraceHeaders() {}

    /** @return traceparent, then tracestate; one that is too long is left out; without traceparent there is none */
    public static List<Header> of(Headers headers) {
        var parent = headers.lastHeader(PARENT);
        if (!fits(parent, MAX_PARENT)) {
            return List.of();
        }
        var state = headers.lastHeader(STATE);
        return fits(state, MAX_STATE) ? List.of(parent, state) : List.of(parent);
    }

    private static boolean fits(Header header, int max) {
        return header != null && header.value() != null && header.value().length <= max;
    }
}
