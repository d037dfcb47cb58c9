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
public record Experiment(Lane lane, Trouble trouble, int orders, int perSecond, long seed) {
    /** How many times as many orders come at once as come one by one. */
    private static final int BURST = 10;

    /** Each lane under each trouble that concerns it, and once with all orders at once. */
    static List<Experiment> of(
            Collection<Lane> lanes, Collection<Trouble> troubles, int orders, int perSecond, long seed) {
        var experiments = new ArrayList<Experiment>();
        for (var trouble : troubles) {
            for (var lane : lanes) {
                if (trouble.concerns(lane)) {
                    experiments.add(new Experiment(lane, trouble, orders, perSecond, seed));
                }
            }
        }
        if (troubles.contains(Trouble.NONE)) {
            lanes.forEach(lane -> experiments.add(new Experiment(lane, Trouble.NONE, orders * BURST, 0, seed)));
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
