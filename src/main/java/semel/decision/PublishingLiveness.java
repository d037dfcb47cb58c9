package semel.decision;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** DOWN once this process can publish no more. The connector's own check stays UP with a fenced producer. */
@Liveness
@ApplicationScoped
class PublishingLiveness implements HealthCheck {
    private final ProcessEnd end;

    PublishingLiveness(ProcessEnd end) {
        this.end = end;
    }

    @Override
    public HealthCheckResponse call() {
        var response =
                HealthCheckResponse.named("publishing").status(end.reason().isEmpty());
        end.reason().ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
