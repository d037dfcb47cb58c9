package semel.decision;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.kafka.ProcessExit;

/** Lets the test process live where production would end, and remembers it through {@link #reason()}. */
@Alternative
@Priority(1)
@Singleton
class RecordedExit extends ProcessExit {
    RecordedExit(@ConfigProperty(name = "semel.instance") String instance) {
        super(instance);
    }

    @Override
    protected void exit() {
        // the test goes on
    }

    @Override
    protected void halt(byte[] lastLine) {
        // the test goes on
    }
}
