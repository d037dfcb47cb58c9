package semel.intake;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.regex.Pattern;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** The key that a client sends with a request and its retries: 1 to 255 printable ASCII characters, quoted or unquoted. */
record IdempotencyKey(String value) {
    static final String HEADER = "Idempotency-Key";

    /** Separates the key of a batch from the number of a line. */
    private static final char LINE = '\t';

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");
    // A string of RFC 8941: only the quote and the backslash are escaped.
    private static final Pattern QUOTED = Pattern.compile("\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255}\"");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    /** @return the key, empty without the header; throws {@link ProblemType#IDEMPOTENCY_KEY_INVALID} */
    // Not a @HeaderParam: it treats an empty header as missing, and the client would not learn that it sent no key.
    static Optional<IdempotencyKey> of(HttpHeaders headers) {
        var values = headers.getRequestHeader(HEADER);
        if (values == null || values.isEmpty()) {
            return Optional.empty();
        }
        var key = unquoted(values.get(0).strip());
        if (values.size() > 1 || !PRINTABLE.matcher(key).matches()) {
            throw new Problem(ProblemType.IDEMPOTENCY_KEY_INVALID);
        }
        return Optional.of(new IdempotencyKey(key));
    }

    /** @return the key; throws {@link ProblemType#IDEMPOTENCY_KEY_REQUIRED} if there is none */
    static IdempotencyKey required(HttpHeaders headers) {
        return of(headers).orElseThrow(() -> new Problem(ProblemType.IDEMPOTENCY_KEY_REQUIRED));
    }

    /**
     * The key of one line of a batch. No client can send it, because a tab is not printable.
     *
     * @param number of the line, from 1
     */
    IdempotencyKey ofLine(int number) {
        return new IdempotencyKey(value + LINE + number);
    }

    /** The key that the client sent: for the key of a line, that of its batch. */
    String ofRequest() {
        var end = value.indexOf(LINE);
        return end < 0 ? value : value.substring(0, end);
    }

    private static String unquoted(String header) {
        if (!header.startsWith("\"")) {
            return header;
        }
        if (!QUOTED.matcher(header).matches()) {
            throw new Problem(ProblemType.IDEMPOTENCY_KEY_INVALID);
        }
        return ESCAPED.matcher(header.substring(1, header.length() - 1)).replaceAll("$1");
    }
}
