package semel.audit;

import java.util.List;

/** How far the pipeline came in time: the inputs' ends at the cut, and what is still in front of it. */
record Reach(List<InputEnd> inputs, List<Finding.Behind> behind) {
    boolean isReached() {
        return behind.isEmpty();
    }

    void ifReached(Runnable then) {
        if (isReached()) {
            then.run();
        }
    }
}
