package semel.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports DOWN while the broker does not answer the requests that {@link TopicsWatch} sends each second. The connector's own check
 * looks at open connections, which stay open to a frozen broker.
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
