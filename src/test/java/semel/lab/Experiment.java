package semel.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Describes one lane under one fault.
 *
 * @param orders how many
 * @param perSecond how fast they come; 0: all at once
 */
public record Experiment(Lane lane, LabFault trouble, int orders, int perSecond, long seed) {
    /** An experiment without a fault measures time, so it has more orders: a lane is fast only when it is warm. */
    private static final int STEADY = 3;

    private static final int BURST = 10;

    /** Lists each lane under each fault that applies to it. Without a fault there is one more experiment, with more orders, all at once. */
    static List<Experiment> of(
            Collection<Lane> lanes, Collection<LabFault> troubles, int orders, int perSecond, long seed) {
        var experiments = new ArrayList<Experiment>();
        for (var fault : troubles) {
            for (var lane : lanes) {
                if (fault.concerns(lane)) {
                    var many = fault == LabFault.NONE ? orders * STEADY : orders;
                    experiments.add(new Experiment(lane, fault, many, perSecond, seed));
                }
            }
        }
        if (troubles.contains(LabFault.NONE)) {
            lanes.forEach(lane -> experiments.add(new Experiment(lane, LabFault.NONE, orders * BURST, 0, seed)));
        }
        return experiments;
    }

    boolean isBurst() {
        return perSecond == 0;
    }

    @Override
    public String toString() {
        return lane + ", " + (isBurst() ? "burst" : trouble);
    }
}
