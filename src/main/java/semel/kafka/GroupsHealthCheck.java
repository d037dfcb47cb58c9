package semel.kafka;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Reports DOWN until the offsets of the decision's and the projection's groups are checked ({@link GroupStart}). A parked stage is UP
 * here, because orders are still accepted; {@link PipelineHealthCheck} reports it.
 */
@Startup
@Readiness
@ApplicationScoped
class GroupsHealthCheck implements HealthCheck {
    private final GroupStart start;
    private final Parking parking;
    private final KafkaClientService clients;
    private final Map<String, String> groups;

    GroupsHealthCheck(GroupStart start, Parking parking, KafkaClientService clients, TopicsConfig topics) {
        this.start = start;
        this.parking = parking;
        this.clients = clients;
        this.groups = Map.of(
                Channels.TO_DECIDE, topics.decisionGroup(),
                Channels.TO_APPLY, topics.projectionGroup());
    }

    @Override
    public HealthCheckResponse call() {
        var waiting = clients.getConsumerChannels().stream()
                .filter(groups::containsKey)
                .map(groups::get)
                .filter(group -> !start.hasStarted(group))
                .sorted()
                .toList();
        var response = HealthCheckResponse.named("groups").status(waiting.isEmpty());
        if (!waiting.isEmpty()) {
            response.withData("waiting", String.join(",", waiting));
        }
        groups.values()
                .forEach(group ->
                        parking.parked(group).ifPresent(parked -> response.withData(group, "parked: " + parked)));
        return response.build();
    }
}
