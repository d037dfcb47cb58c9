package semel.lab;

import java.time.Duration;
import java.util.List;

/**
 * What an experiment has shown.
 *
 * @param standings where the lane's group stands in the input
 * @param cpu processor time of the lane's workers an order; null where one ended meanwhile
 * @param verdict of the proof, null for lanes that it does not judge
 */
public record ExperimentResult(
        Experiment experiment, Tally tally, List<GroupStanding> standings, Pace pace, Duration cpu, String verdict) {
    static final String CLEAN = "CLEAN";

    /**
     * One partition of the input at the end.
     *
     * @param orders that stand in it
     * @param committed the group's next offset
     * @param lost orders of it without an effect
     * @param lostForGood those of them below the committed offset: no worker will read them again
     */
    public record GroupStanding(int partition, long orders, long committed, long lost, long lostForGood) {}

    public boolean isKept() {
        return tally.keeps(experiment.lane()) && (verdict == null || verdict.equals(CLEAN));
    }

    boolean isAsKnown() {
        return isKept() || experiment.lane().isKnownToBreak();
    }
}
