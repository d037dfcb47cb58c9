package semel.bench;

import semel.lab.Moments;
import semel.lab.Workplace;

/** The process of a peer. It ends at the first failure. */
final class Peer {
    private Peer() {}

    /** @param arguments the approach, the work, and its workplace as {@link Workplace#describe()} gave it */
    public static void main(String[] arguments) {
        try {
            Approach.valueOf(arguments[0])
                    .work(Workload.valueOf(arguments[1]))
                    .at(Workplace.of(arguments[2], new Moments()));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }
}
