package semel.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Describes one lane under one fault.
 *
 * @param orders number of orders
 * @param perSecond orders written a second; 0: all at once
 */
public record Experiment(Lane lane, LabFault fault, int orders, int perSecond, long seed) {
    /** Factor for the orders of an experiment without a fault: it measures time, and a JVM is slow at first. */
    private static final int STEADY = 3;

    /** Factor for the orders of an experiment in which all orders are written at once. */
    private static final int BURST = 10;

    /**
     * Lists each lane under each fault that applies to it. Without a fault each lane has one more experiment, with more orders that are
     * all written at once.
     */
    static List<Experiment> of(
            Collection<Lane> lanes, Collection<LabFault> faults, int orders, int perSecond, long seed) {
        var experiments = new ArrayList<Experiment>();
        for (var fault : faults) {
            for (var lane : lanes) {
                if (fault.appliesTo(lane)) {
                    var number = fault == LabFault.NONE ? orders * STEADY : orders;
                    experiments.add(new Experiment(lane, fault, number, perSecond, seed));
                }
            }
        }
        if (faults.contains(LabFault.NONE)) {
            lanes.forEach(lane -> experiments.add(new Experiment(lane, LabFault.NONE, orders * BURST, 0, seed)));
        }
        return experiments;
    }

    boolean isBurst() {
        return perSecond == 0;
    }

    @Override
    public String toString() {
        return lane + ", " + (isBurst() ? "burst" : fault);
    }
}
