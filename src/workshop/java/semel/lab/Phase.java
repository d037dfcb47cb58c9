package semel.lab;

/** Lists the phases of an experiment. */
enum Phase {
    WAITING,
    /** Topics, tables and workers are created. */
    PREPARING,
    /** Orders are written, and a fault is injected. */
    RUNNING,
    /** The remaining results are awaited. */
    SETTLING,
    /** Effects and events are counted. */
    JUDGING,
    DONE,
    /** The experiment could not be finished. This says nothing about the lane. */
    FAILED,
    CANCELLED;

    boolean isOver() {
        return compareTo(DONE) >= 0;
    }
}
