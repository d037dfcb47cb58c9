package semel.lab;

/** The points in the work of every lane at which a fault can be injected. */
enum FaultMoment {
    /** Records are polled; of the work nothing is done. */
    POLLED,
    /** The effect is in the database for good, and nothing yet says that it is. */
    APPLIED,
    /** The events are at the broker, and nothing yet says that all is done. */
    PRODUCED
}
