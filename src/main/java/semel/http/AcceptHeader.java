package semel.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Parses the Accept header (RFC 9110, 12.5.1). Unlike the framework it takes {@code q=0} as a refusal of the type. */
record AcceptHeader(List<Range> ranges) {
    private static final String ALL = "*/*";
    private static final AcceptHeader ANYTHING = new AcceptHeader(List.of());
    private static final Pattern SPACE = Pattern.compile("\\s");
    private static final Pattern WEIGHT_OF_ZERO = Pattern.compile("q=0(\\.0*)?");

    /** A media type, or a range such as {@code text/*}; refused if its weight is 0. */
    private record Range(String types, boolean isRefused) {
        static Range of(String text) {
            var parts =
                    SPACE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("").split(";");
            return new Range(
                    parts[0],
                    Arrays.stream(parts)
                            .skip(1)
                            .anyMatch(part -> WEIGHT_OF_ZERO.matcher(part).matches()));
        }

        boolean includes(String type) {
            return types.equals(type)
                    || types.equals(ALL)
                    || types.endsWith("/*") && type.startsWith(types.substring(0, types.length() - 1));
        }

        int specificity() {
            return types.equals(ALL) ? 0 : types.endsWith("/*") ? 1 : 2;
        }
    }

    static AcceptHeader of(MultiMap headers) {
        var lines = headers.getAll(HttpHeaders.ACCEPT);
        if (lines.isEmpty() || lines.equals(List.of(ALL))) {
            return ANYTHING;
        }
        return new AcceptHeader(lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .filter(range -> !range.isBlank())
                .map(Range::of)
                .toList());
    }

    /** Whether the client accepts the type: the most specific range that includes it decides. */
    boolean takes(String type) {
        return ranges.isEmpty()
                || ranges.stream()
                        .filter(range -> range.includes(type))
                        .max(Comparator.comparing(Range::specificity))
                        .filter(range -> !range.isRefused())
                        .isPresent();
    }
}
