package semel.order;

import java.util.regex.Pattern;

/** Checks product and customer ids: short ASCII, so that each fits into a record, a log line and a URL. */
final class Identifier {
    static final int MAX_LENGTH = 64;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_LENGTH - 1) + "}");

    private Identifier() {}

    static void require(String what, String value) {
        if (value == null
                || value.length() > MAX_LENGTH
                || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    what + " must be 1 to " + MAX_LENGTH + " of A-Z a-z 0-9 . _ - and start with a letter or digit");
        }
    }
}
