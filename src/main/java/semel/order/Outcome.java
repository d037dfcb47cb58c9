package semel.order;

/** How an order was decided, as events publish it. */
public enum Outcome {
    FULFILLED,
    REFUSED
}
