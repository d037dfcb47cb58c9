package semel.kafka;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Reports DOWN while a stage is parked, with reason and remedy. Not a readiness check: the replica still accepts and answers. */
@HealthGroup("pipeline")
@ApplicationScoped
class PipelineHealthCheck implements HealthCheck {
    private final Parking parking;
    private final TopicsConfig topics;

    PipelineHealthCheck(Parking parking, TopicsConfig topics) {
        this.parking = parking;
        this.topics = topics;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("pipeline").up();
        Stream.of(topics.decisionGroup(), topics.projectionGroup())
                .forEach(group -> parking.parked(group)
                        .ifPresent(parked -> response.down().withData(group, parked.toString())));
        return response.build();
    }
}
