package semel.operation;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The W3C Trace Context of a record, {@code traceparent} and {@code tracestate}, as it came. What stems from a record carries it
 * on to the byte, whether anything is traced here or not: a re-emission must be identical, and the switch may be turned between
 * two attempts.
 */
public final class TraceHeaders {
    public static final String PARENT = "traceparent";
    public static final String STATE = "tracestate";

    /** 55 in the version of today; a later one may be longer. */
    private static final int MAX_PARENT = 128;

    /** What the specification asks of everybody to pass on. */
    private static final int MAX_STATE = 512;

    private TraceHeaders() {}

    /** @return none where there is no parent; what is longer than it may be was written by somebody else, and is left behind */
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
