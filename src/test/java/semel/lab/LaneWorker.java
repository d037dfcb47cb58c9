package semel.lab;

import semel.kit.ChildProcess;

/** One of a lane's workers, as the lab has hold of it. */
interface LaneWorker {
    ChildProcess process();

    boolean isReady();

    /** Injects the fault the next time that the worker reaches this moment. */
    void arm(FaultMoment moment, FaultAction action);

    boolean isStruck(FaultMoment moment, FaultAction action);
}
