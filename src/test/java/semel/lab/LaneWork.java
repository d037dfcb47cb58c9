package semel.lab;

/** What a lane's worker does with the orders. */
@FunctionalInterface
public interface LaneWork {
    /** Works without end, and throws at the first failure. A supervisor starts the worker again. */
    void at(WorkerSettings here) throws Exception;
}
