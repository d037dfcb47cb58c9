package semel.order;

import java.util.regex.Pattern;

/** Why an order was refused: a stable code, upper case with underscores, at most 64 characters. */
public record Reason(String code) {
    private static final Pattern SHAPE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    public static final Reason OUT_OF_STOCK = new Reason("OUT_OF_STOCK");
    public static final Reason UNKNOWN_PRODUCT = new Reason("UNKNOWN_PRODUCT");

    public Reason {
        if (code == null || !SHAPE.matcher(code).matches()) {
            throw new IllegalArgumentException("reason must be 1 to 64 of A-Z 0-9 _ and start with a letter");
        }
    }
}
