package semel.bench;

import java.time.Duration;
import java.util.Map;

/**
 * A work with its sizes.
 *
 * @param orders in the backlog
 * @param lines of each order
 * @param rate orders a second, of an open loop
 * @param connections that post as fast as they can
 * @param channels whether the pipeline runs beside the posts
 * @param replicas of the contender
 * @param warmUp that is not measured
 * @param time that is
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

    /** Of the application. */
    Map<String, String> settings() {
        if (workload == Workload.PUBLISH) {
            return Map.of(ENABLED.formatted("to-apply"), "false");
        }
        return channels
                ? Map.of()
                : Map.of(ENABLED.formatted("to-decide"), "false", ENABLED.formatted("to-apply"), "false");
    }

    @Override
    public String toString() {
        return workload.title(this);
    }
}
