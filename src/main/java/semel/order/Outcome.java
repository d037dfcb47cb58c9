package semel.order;

/** The outcome of an order. */
public enum Outcome {
    FULFILLED,
    REFUSED
}
