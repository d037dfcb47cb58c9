package semel.codec;

import java.util.List;

/** The result of parsing bytes: a value, or all violations. */
public sealed interface Parsed<T> {
    record Valid<T>(T value) implements Parsed<T> {}

    /** At least one violation. */
    record Invalid<T>(List<Violation> violations) implements Parsed<T> {
        public Invalid {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("an invalid result needs at least one violation");
            }
        }

        /** The violations in one line, at most 1,000 characters. */
        public String detail() {
            var line = new StringBuilder();
            for (var violation : violations) {
                line.append(line.isEmpty() ? "" : "; ")
                        .append(violation.pointer())
                        .append(' ')
                        .append(violation.detail());
            }
            return line.length() <= 1000 ? line.toString() : line.substring(0, 1000);
        }
    }
}
