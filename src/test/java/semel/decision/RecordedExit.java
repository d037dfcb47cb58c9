package semel.decision;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.kafka.ProcessExit;

/** Records the reason of a process end and keeps the test process alive; see {@link #reason()}. */
@Alternative
@Priority(1)
@Singleton
class RecordedExit extends ProcessExit {
    RecordedExit(@ConfigProperty(name = "semel.instance") String instance) {
        super(instance);
    }

    @Override
    protected void exit() {
        // the test continues
    }

    @Override
    protected void halt(byte[] lastLine) {
        // the test continues
    }
}
