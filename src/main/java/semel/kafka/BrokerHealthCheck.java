package semel.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * DOWN while the broker does not answer, by what {@link TopicsWatch} has heard each second. Not by open connections, as the
 * connector has it: those of a frozen broker stay open.
 */
@Readiness
@ApplicationScoped
class BrokerHealthCheck implements HealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TopicsWatch watch;

    BrokerHealthCheck(TopicsWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        var silence = watch.silence();
        return HealthCheckResponse.named("broker")
                .status(silence.compareTo(PATIENCE) < 0)
                .withData("silentSeconds", silence.toSeconds())
                .build();
    }
}
