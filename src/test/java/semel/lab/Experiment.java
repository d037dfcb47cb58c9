package semel.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One lane under one trouble.
 *
 * @param orders how many
 * @param perSecond how fast they come; 0: all at once
 */
public record Experiment(Lane lane, LabFault trouble, int orders, int perSecond, long seed) {
    /** Where nothing strikes it is about time, and how fast a lane is shows when it is warm. */
    private static final int STEADY = 3;

    private static final int BURST = 10;

    /** Each lane under each trouble that concerns it; where nothing strikes also once with all orders at once, and with more of them. */
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
