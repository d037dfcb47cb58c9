package semel.lab;

/** Defines what a worker of a lane does with the orders. */
@FunctionalInterface
public interface LaneWork {
    /** Processes orders without end; throws at the first failure. A supervisor then restarts the worker. */
    void at(WorkerSettings settings) throws Exception;
}
