package semel.operation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TraceHeadersTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final RecordHeaders headers = new RecordHeaders();

    private void add(String name, String value) {
        headers.add(name, value.getBytes(US_ASCII));
    }

    @Test
    void theyGoOnAsTheyCame() {
        add("traceparent", PARENT);
        add("something", "else");
        add("tracestate", "vendor=1");

        assertThat(TraceHeaders.of(headers))
                .extracting(header -> header.key() + " " + new String(header.value(), US_ASCII))
                .containsExactly("traceparent " + PARENT, "tracestate vendor=1");
    }

    @Test
    void aStateWithoutAParentIsNone() {
        add("tracestate", "vendor=1");

        assertThat(TraceHeaders.of(headers)).isEmpty();
    }

    /** Any program may write to an input: a header there must not be repeated in each of a hundred events. */
    @Test
    void whatIsTooLongIsLeftBehind() {
        add("traceparent", PARENT);
        add("tracestate", "v".repeat(513));
        assertThat(TraceHeaders.of(headers)).hasSize(1);

        add("traceparent", "0".repeat(129));
        assertThat(TraceHeaders.of(headers)).isEmpty();
    }

    @Test
    void aHeaderWithoutAValueIsNone() {
        headers.add("traceparent", null);

        assertThat(TraceHeaders.of(headers)).isEmpty();
    }
}
