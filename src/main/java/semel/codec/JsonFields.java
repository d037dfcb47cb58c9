package semel.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the fields of one JSON object and collects all violations with their pointers, so that one answer reports them. An invalid
 * field reads as null: build a value only if {@link #violations()} is empty.
 */
final class JsonFields {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final JsonNode object;
    private final String pointer;
    private final List<Violation> violations;

    private JsonFields(JsonNode object, String pointer, List<Violation> violations) {
        this.object = object;
        this.pointer = pointer;
        this.violations = violations;
    }

    /** @param document must be one JSON object in UTF-8 without a byte order mark; null is a violation too */
    static JsonFields of(byte[] document) {
        var violations = new ArrayList<Violation>();
        return new JsonFields(JsonDocument.parse(document, violations), "", violations);
    }

    List<Violation> violations() {
        return violations;
    }

    /** Whether the document is an object: if not, missing fields are not reported. */
    private boolean isReadable() {
        return violations.isEmpty() || !violations.get(0).pointer().isEmpty();
    }

    void violated(String name, String detail) {
        violations.add(new Violation(pointer + "/" + name, detail));
    }

    /** Refuses all other fields. For requests, to report typing errors; not for records, which a later version may extend. */
    JsonFields only(Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                // The name is the sender's text: it is quoted only if it is harmless in a log line and a page.
                violated(name.matches("[A-Za-z0-9_-]{1,64}") ? name : "?", "unknown field");
            }
        });
        return this;
    }

    /** @param parser throws IllegalArgumentException with the violation's detail */
    <T> T text(String name, Function<String, T> parser) {
        var node = required(name);
        if (node == null) {
            return null;
        }
        if (!node.isTextual()) {
            violated(name, "must be a string");
            return null;
        }
        try {
            return parser.apply(node.textValue());
        } catch (IllegalArgumentException refused) {
            violated(name, refused.getMessage());
            return null;
        }
    }

    UUID uuid(String name) {
        return text(name, text -> {
            // UUID.fromString accepts "1-1-1-1-1", but an id must have one spelling.
            if (text.length() != 36) {
                throw new IllegalArgumentException("must be a UUID of 36 characters");
            }
            try {
                var uuid = UUID.fromString(text);
                if (uuid.toString().equals(text)) {
                    return uuid;
                }
            } catch (IllegalArgumentException notHex) {
                // reported below, without the sender's text
            }
            throw new IllegalArgumentException("must be a UUID in lower case");
        });
    }

    /** RFC 3339 in UTC, years 1 to 9999; truncated to microseconds, the database's precision. */
    Instant instant(String name) {
        return text(name, text -> {
            try {
                var instant = Timestamps.parse(text).truncatedTo(ChronoUnit.MICROS);
                if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                    return instant;
                }
            } catch (DateTimeException notATime) {
                // reported below, without the sender's text
            }
            throw new IllegalArgumentException("must be an RFC 3339 time in UTC, years 0001 to 9999");
        });
    }

    /** An integer as in JSON Schema: a number without a fraction, so 2.0 and 2e0 are 2. */
    Long integer(String name, long min, long max) {
        var node = required(name);
        if (node == null) {
            return null;
        }
        var number = node.isNumber() ? node.decimalValue() : null;
        if (number == null
                || !isWithin(number, min, max)
                || number.stripTrailingZeros().scale() > 0) {
            violated(name, "must be an integer from " + min + " to " + max);
            return null;
        }
        return number.longValueExact();
    }

    private static boolean isWithin(BigDecimal number, long min, long max) {
        return number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0;
    }

    /** @return the objects of an array of 1 to max, empty if it is invalid */
    List<JsonFields> objects(String name, int max) {
        var node = required(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray() || node.isEmpty() || node.size() > max) {
            violated(name, "must be an array of 1 to " + max + " objects");
            return List.of();
        }
        var objects = new ArrayList<JsonFields>(node.size());
        for (int i = 0; i < node.size(); i++) {
            var at = pointer + "/" + name + "/" + i;
            if (!node.get(i).isObject()) {
                violations.add(new Violation(at, "must be an object"));
            } else {
                objects.add(new JsonFields(node.get(i), at, violations));
            }
        }
        return objects;
    }

    boolean isNull(String name) {
        return object.path(name).isNull();
    }

    private JsonNode required(String name) {
        var node = object.get(name);
        if (node == null && isReadable()) {
            violated(name, "is required");
        }
        return node;
    }

    /** Builds the value if there is no violation; a refusal by its constructor becomes a violation of the whole object. */
    <T> Parsed<T> build(Supplier<T> value) {
        if (violations.isEmpty()) {
            try {
                return new Parsed.Valid<>(value.get());
            } catch (IllegalArgumentException | ArithmeticException refused) {
                violations.add(new Violation(pointer, refused.getMessage()));
            }
        }
        return new Parsed.Invalid<>(violations);
    }
}
