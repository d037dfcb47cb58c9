package semel.wire;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** DOWN once a client of this process is beyond repair. The connector's own check stays UP with a fenced producer. */
@Liveness
@ApplicationScoped
class ClientsLiveness implements HealthCheck {
    private final ProcessEnd end;

    ClientsLiveness(ProcessEnd end) {
        this.end = end;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("clients").status(end.reason().isEmpty());
        end.reason().ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
