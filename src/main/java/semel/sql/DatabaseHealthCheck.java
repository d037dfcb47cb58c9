package semel.sql;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports DOWN while the database does not answer or cannot be written. Quarkus' own check stays UP on a read-only server. */
@Readiness
@ApplicationScoped
class DatabaseHealthCheck implements AsyncHealthCheck {
    private final DatabaseProbe probe;

    DatabaseHealthCheck(DatabaseProbe probe) {
        this.probe = probe;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return probe.violations()
                .onFailure()
                .recoverWithItem(DatabaseHealthCheck::unavailable)
                .map(DatabaseHealthCheck::response);
    }

    // A TimeoutException has no message.
    private static List<String> unavailable(Throwable failure) {
        return List.of(failure.getMessage() == null ? "no answer in time" : failure.getMessage());
    }

    private static HealthCheckResponse response(List<String> reasons) {
        var response = HealthCheckResponse.named("database").status(reasons.isEmpty());
        if (!reasons.isEmpty()) {
            response.withData("reason", String.join("; ", reasons));
        }
        return response.build();
    }
}
