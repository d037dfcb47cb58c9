package semel.lab;

import java.time.Duration;

/** Lists what an injected fault does to the worker that reaches its moment. */
enum FaultAction {
    /** The worker stops there until it is killed. */
    HOLD(Duration.ofMinutes(10)),
    /** The worker stops there for longer than a group needs to admit another member. */
    PAUSE(Duration.ofSeconds(3)),
    /** The business code fails there. */
    FAIL(Duration.ZERO);

    private final Duration stop;

    FaultAction(Duration stop) {
        this.stop = stop;
    }

    Duration stop() {
        return stop;
    }
}
