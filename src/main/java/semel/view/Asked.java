package semel.view;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import semel.order.CustomerId;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Reads the parameters of one request for a list; what is wrong with any of them is said at once. */
final class Asked {
    static final String CURSOR = "cursor";
    static final String CUSTOMER = "customer";
    static final String LIMIT = "limit";
    static final String MAX_LIMIT = "200";
    static final String DEFAULT_LIMIT = "50";

    private static final int MAX = Integer.parseInt(MAX_LIMIT);

    /** Never quotes what was sent. */
    @RegisterForReflection
    record Violation(String parameter, String detail) {}

    private final List<Violation> violations = new ArrayList<>();

    /** @param text null where it is not asked for */
    Optional<CustomerId> customer(String text) {
        try {
            return Optional.ofNullable(text).map(CustomerId::new);
        } catch (IllegalArgumentException refused) {
            violations.add(new Violation(CUSTOMER, refused.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * @param limit as sent, and so the cursor; null where it was not
     * @param key of what stands in the list's cursors; throws IllegalArgumentException for anything else
     */
    <K> Window<K> window(String list, String filter, String limit, String cursor, Function<String, K> key) {
        return new Window<>(
                list,
                filter,
                limit(limit),
                Optional.ofNullable(cursor).flatMap(token -> after(Cursor.key(list, filter, token), key)));
    }

    private int limit(String text) {
        try {
            var limit = text == null ? Integer.parseInt(DEFAULT_LIMIT) : Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX) {
                return limit;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        violations.add(new Violation(LIMIT, "must be a number from 1 to " + MAX_LIMIT));
        return MAX;
    }

    private <K> Optional<K> after(Optional<String> text, Function<String, K> key) {
        try {
            if (text.isPresent()) {
                return text.map(key);
            }
        } catch (IllegalArgumentException forged) {
            // said below
        }
        violations.add(new Violation(CURSOR, "must be the next of an answer of this list, under the same filter"));
        return Optional.empty();
    }

    /** Throws {@link ProblemType#INVALID_PARAMETER} with every violation. */
    void refuseWhatIsWrong() {
        if (!violations.isEmpty()) {
            throw new Problem(ProblemType.INVALID_PARAMETER).with("errors", violations);
        }
    }
}
