package semel.lab;

import semel.kit.ChildProcess;

/** One of a lane's workers, as the lab has hold of it. */
interface LaneWorker {
    ChildProcess process();

    boolean isReady();

    /** The next time that it comes to this moment it is struck. */
    void arm(FaultMoment moment, FaultAction action);

    boolean isStruck(FaultMoment moment, FaultAction action);
}
