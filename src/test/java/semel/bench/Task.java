package semel.bench;

import java.time.Duration;

/**
 * A work with its sizes.
 *
 * @param orders in the backlog
 * @param lines of each order
 * @param rate orders a second, of an open loop
 * @param connections that post as fast as they can
 * @param channels whether the pipeline runs beside the posts
 * @param warmUp that is not measured
 * @param time that is
 */
record Task(
        Workload workload,
        int orders,
        int lines,
        int rate,
        int connections,
        boolean channels,
        Duration warmUp,
        Duration time) {
    @Override
    public String toString() {
        return workload.title(this);
    }
}
