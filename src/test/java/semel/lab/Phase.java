package semel.lab;

/** How far an experiment is. */
enum Phase {
    WAITING,
    /** Topics, tables and workers are made. */
    PREPARING,
    /** Orders flow, and a fault is injected. */
    RUNNING,
    /** What still comes is awaited. */
    SETTLING,
    /** Everything is counted. */
    JUDGING,
    DONE,
    /** It could not be brought to its end, which says nothing of the lane. */
    FAILED,
    CANCELLED;

    boolean isOver() {
        return compareTo(DONE) >= 0;
    }
}
