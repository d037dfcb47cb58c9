package semel.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Reports DOWN once a client of this process cannot recover. The connector's own check stays UP with a fenced producer. */
@Liveness
@ApplicationScoped
class ClientsHealthCheck implements HealthCheck {
    private final ProcessExit end;

    ClientsHealthCheck(ProcessExit end) {
        this.end = end;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("clients").status(end.reason().isEmpty());
        end.reason().ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
