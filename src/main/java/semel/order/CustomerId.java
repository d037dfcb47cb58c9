package semel.order;

import java.util.UUID;
import java.util.regex.Pattern;

/** Identifies a customer: 1 to 64 ASCII letters, digits, {@code . _ -}. */
public record CustomerId(String value) {
    private static final String ERASED = "erased-";
    private static final Pattern FORM_OF_ERASED = Pattern.compile(ERASED + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    public CustomerId {
        Identifier.require("customerId", value);
    }

    /** What stands for a customer whose data was removed; no id of a client looks like it. */
    public static CustomerId erased() {
        return new CustomerId(ERASED + UUID.randomUUID());
    }

    public boolean isErased() {
        return FORM_OF_ERASED.matcher(value).matches();
    }
}
