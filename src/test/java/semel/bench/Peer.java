package semel.bench;

import semel.lab.Moments;
import semel.lab.Workplace;

/** The process of a peer. It ends at the first failure. */
final class Peer {
    private Peer() {}

    /** @param arguments the approach, and its workplace as {@link Workplace#describe()} gave it */
    public static void main(String[] arguments) {
        try {
            Approach.valueOf(arguments[0]).work().at(Workplace.of(arguments[1], new Moments()));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }
}
