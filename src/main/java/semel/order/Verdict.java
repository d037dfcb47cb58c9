package semel.order;

import java.util.Objects;

/** A policy's decision on an order: fulfil all of it, or refuse it with a reason. */
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
