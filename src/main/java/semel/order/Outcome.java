package semel.order;

/** What became of an order. */
public enum Outcome {
    FULFILLED,
    REFUSED
}
