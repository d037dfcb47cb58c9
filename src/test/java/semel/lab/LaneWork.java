package semel.lab;

/** What a lane's worker does with the orders. */
@FunctionalInterface
public interface LaneWork {
    /** Works for ever, and fails at the first thing that fails: whoever supervises the worker starts it again. */
    void at(WorkerSettings here) throws Exception;
}
