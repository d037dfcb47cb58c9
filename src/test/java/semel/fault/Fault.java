package semel.fault;

import java.util.Random;
import java.util.Set;

/**
 * A fault to inject under load. It ends when its injection returns; supervisors restart the processes that it ended.
 *
 * @param name as in the table
 * @param victim the kind of process that it is injected into
 * @param grounds where it applies
 * @param mixes whether another fault may be injected at the same time
 * @param always whether every build injects it
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
        /** @param random chooses times, durations and the process */
        void at(FaultScenario scenario, Random random);
    }

    static Fault of(Victim victim, String name, FaultInjector strike) {
        return new Fault(name, victim, Set.of(FaultTopology.values()), true, true, strike);
    }

    /** Restricts it to one ground. */
    Fault on(FaultTopology topology) {
        return new Fault(name, victim, Set.of(topology), mixes, always, strike);
    }

    /** Excludes other faults at the same time: they would disturb its assertions. */
    Fault alone() {
        return new Fault(name, victim, grounds, false, always, strike);
    }

    /** Restricts it to long runs: it is slow, or similar to another fault. */
    Fault rarely() {
        return new Fault(name, victim, grounds, mixes, false, strike);
    }

    @Override
    public String toString() {
        return name;
    }
}
