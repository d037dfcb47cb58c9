package semel.lab;

import java.time.Duration;

/** What befalls the next worker that comes to a moment. */
enum FaultAction {
    /** It stops there for good, to be killed. */
    HOLD(Duration.ofMinutes(10)),
    /** It stops there for as long as a group needs to take another member in. */
    PAUSE(Duration.ofSeconds(3)),
    /** The business code there fails. */
    FAIL(Duration.ZERO);

    private final Duration stop;

    FaultAction(Duration stop) {
        this.stop = stop;
    }

    Duration stop() {
        return stop;
    }
}
