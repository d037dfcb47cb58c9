package semel.kafka;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start a replica without its own {@code semel.instance}. */
@ApplicationScoped
class InstanceCheck {
    /** The default in application.properties outside dev mode and tests. */
    private static final String UNSET = "unset";

    /** Before anything connects. */
    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent starting,
            @ConfigProperty(name = "semel.instance") String instance) {
        if (instance.isBlank() || instance.equals(UNSET)) {
            throw new IllegalStateException(
                    "semel.instance is not set: give each replica its own id that stays the same over restarts, such as"
                            + " SEMEL_INSTANCE=semel-0; two replicas with the same id keep ending each other");
        }
    }
}
