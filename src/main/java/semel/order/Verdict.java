package semel.order;

import java.util.Objects;

/** What a policy says of an order: all of it, or nothing and why. */
public sealed interface Verdict {
    /** Every line of the order is taken from stock. */
    record Fulfil() implements Verdict {}

    /** Nothing is taken from stock. */
    record Refuse(Reason reason) implements Verdict {
        public Refuse {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
