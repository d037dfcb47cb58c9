package semel.view;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import semel.order.CustomerId;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Reads the query parameters of a request for a list and collects all violations, so that one answer reports them. */
final class ListParameters {
    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;

    // Integer.parseInt accepts a sign and the digits of every script.
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}");

    /** @param detail never quotes what was sent */
    @RegisterForReflection
    record ParameterViolation(String parameter, String detail) {}

    private final UriInfo uri;
    private final List<ParameterViolation> violations = new ArrayList<>();

    // Not @QueryParam: it reads an empty parameter as absent, so ?customer= would list the orders of all customers.
    ListParameters(UriInfo uri) {
        this.uri = uri;
    }

    private Optional<String> text(String parameter) {
        var texts = uri.getQueryParameters().getOrDefault(parameter, List.of());
        if (texts.size() > 1) {
            violations.add(new ParameterViolation(parameter, "must be given once"));
        }
        return texts.stream().findFirst();
    }

    Optional<CustomerId> customer() {
        try {
            return text("customer").map(CustomerId::new);
        } catch (IllegalArgumentException refused) {
            violations.add(new ParameterViolation("customer", refused.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * @param list a stable name; cursors of another list are refused
     * @param filter "" for none
     * @param key parses the key in a cursor; throws IllegalArgumentException if it cannot
     */
    <K> ListWindow<K> window(String list, String filter, Function<String, K> key) {
        var after = text("cursor");
        return new ListWindow<>(
                list, filter, limit(), after.flatMap(token -> key(Cursor.key(list, filter, token), key)));
    }

    private int limit() {
        var text = text("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        if (LIMIT.matcher(text).matches() && Integer.parseInt(text) <= MAX_LIMIT) {
            return Integer.parseInt(text);
        }
        violations.add(new ParameterViolation("limit", "must be a number from 1 to " + MAX_LIMIT));
        return DEFAULT_LIMIT;
    }

    private <K> Optional<K> key(Optional<String> text, Function<String, K> key) {
        try {
            if (text.isPresent()) {
                return text.map(key);
            }
        } catch (IllegalArgumentException forged) {
            // reported below
        }
        violations.add(new ParameterViolation(
                "cursor", "must be the next of an earlier answer of this list, with the same filter"));
        return Optional.empty();
    }

    /** Throws {@link ProblemType#INVALID_PARAMETER} with every violation. */
    void refuseWhatIsWrong() {
        if (!violations.isEmpty()) {
            throw new Problem(ProblemType.INVALID_PARAMETER).with("errors", violations);
        }
    }
}
