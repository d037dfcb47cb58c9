package semel.lab;

import semel.kit.ChildProcess;

/** Gives the lab access to one of a lane's workers. */
interface LaneWorker {
    ChildProcess process();

    boolean isReady();

    /** Makes the worker inject the fault the next time it reaches this moment. */
    void arm(FaultMoment moment, FaultAction action);

    /** Whether the worker has injected this fault. */
    boolean hasInjected(FaultMoment moment, FaultAction action);
}
