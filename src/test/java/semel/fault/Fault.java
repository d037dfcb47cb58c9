package semel.fault;

import java.util.Random;
import java.util.Set;

/**
 * Something that goes wrong under load, and is over when its strike returns. What it has ended, supervisors start again.
 *
 * @param name as the table tells it
 * @param victim whom it strikes
 * @param grounds where it makes sense
 * @param mixes whether another fault may strike at the same time
 * @param always whether it belongs to every build
 */
record Fault(
        String name, Victim victim, Set<FaultTopology> grounds, boolean mixes, boolean always, FaultInjector strike) {
    enum Victim {
        REPLICA,
        GROUP,
        BROKER,
        DATABASE,
        CLIENT
    }

    interface FaultInjector {
        /** @param random what is left to chance: moments, lengths, whom it hits */
        void at(FaultScenario scenario, Random random);
    }

    static Fault of(Victim victim, String name, FaultInjector strike) {
        return new Fault(name, victim, Set.of(FaultTopology.values()), true, true, strike);
    }

    /** Only there. */
    Fault on(FaultTopology topology) {
        return new Fault(name, victim, Set.of(topology), mixes, always, strike);
    }

    /** It watches what another fault would disturb. */
    Fault alone() {
        return new Fault(name, victim, grounds, false, always, strike);
    }

    /** It takes long, or another one stands for it: only in long runs. */
    Fault rarely() {
        return new Fault(name, victim, grounds, mixes, false, strike);
    }

    @Override
    public String toString() {
        return name;
    }
}
