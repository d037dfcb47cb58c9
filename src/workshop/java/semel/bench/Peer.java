package semel.bench;

import semel.lab.MomentSwitch;
import semel.lab.WorkerSettings;

/** Runs a peer in a process of its own, which ends at the first failure. */
final class Peer {
    private Peer() {}

    /** @param arguments the approach, the work, and the result of {@link WorkerSettings#describe()} */
    public static void main(String[] arguments) {
        try {
            Approach.valueOf(arguments[0])
                    .work(Workload.valueOf(arguments[1]))
                    .at(WorkerSettings.of(arguments[2], new MomentSwitch()));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }
}
