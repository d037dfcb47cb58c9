package semel.lab;

/** Lists the points in each lane's work at which a fault can be injected. */
enum FaultMoment {
    /** Records are polled; their processing has not begun. */
    POLLED,
    /** The effect is committed in the database; the next step has not begun. */
    APPLIED,
    /** The events are sent; the next step has not begun. */
    PRODUCED
}
