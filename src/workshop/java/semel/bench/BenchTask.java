package semel.bench;

import java.time.Duration;
import java.util.Map;

/**
 * Holds a work and its sizes.
 *
 * @param orders in the backlog, or stored before the load
 * @param lines of each order
 * @param rate orders a second in an open loop
 * @param connections that post as fast as they can
 * @param channels whether the pipeline runs during the posts
 * @param replicas of the contender
 * @param warmUp time before the measurement
 * @param time of the measurement
 */
record BenchTask(
        Workload workload,
        int orders,
        int lines,
        int rate,
        int connections,
        boolean channels,
        int replicas,
        Duration warmUp,
        Duration time) {
    private static final String ENABLED = "mp.messaging.incoming.%s.enabled";

    /** Settings of the application. */
    Map<String, String> settings() {
        if (workload == Workload.PUBLISH) {
            return Map.of(ENABLED.formatted("to-apply"), "false");
        }
        return channels
                ? Map.of()
                : Map.of(ENABLED.formatted("to-decide"), "false", ENABLED.formatted("to-apply"), "false");
    }

    /** Orders that are stored before the load; the topics no longer have their records. */
    int history() {
        return workload == Workload.LATENCY ? orders : 0;
    }

    @Override
    public String toString() {
        return workload.title(this);
    }
}
