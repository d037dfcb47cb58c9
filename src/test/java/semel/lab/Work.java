package semel.lab;

/** What a lane's worker does with the orders. */
@FunctionalInterface
public interface Work {
    /** Works for ever, and fails at the first thing that fails: whoever supervises the worker starts it again. */
    void at(Workplace here) throws Exception;
}
