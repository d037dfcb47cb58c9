package semel.decision;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

/** Lets the test process live where production would end, and remembers it through {@link #reason()}. */
@Alternative
@Priority(1)
@Singleton
class RecordedEnd extends ProcessEnd {
    @Override
    void exit() {
        // the test goes on
    }
}
