package semel.lab;

import java.time.Duration;
import java.util.List;

/**
 * Holds what an experiment measured.
 *
 * @param standings offsets and losses in each partition of the input
 * @param cpu CPU time of all workers per order; null if a worker ended during the experiment
 * @param verdict verdict of the full proof; null for lanes that it does not judge
 */
public record ExperimentResult(
        Experiment experiment, Tally tally, List<GroupStanding> standings, Pace pace, Duration cpu, String verdict) {
    static final String CLEAN = "CLEAN";

    /**
     * Describes one partition of the input at the end of an experiment.
     *
     * @param orders number of orders in it
     * @param committed the group's committed offset, which is the next to read
     * @param lost orders in it without an effect
     * @param lostForGood lost orders below the committed offset: no worker reads them again
     */
    public record GroupStanding(int partition, long orders, long committed, long lost, long lostForGood) {}

    /** Whether the lane kept its promise. */
    public boolean isKept() {
        return tally.keeps(experiment.lane()) && (verdict == null || verdict.equals(CLEAN));
    }

    /** Whether the lane kept its promise or is known to break it. */
    boolean isAsExpected() {
        return isKept() || experiment.lane().isKnownToBreak();
    }
}
